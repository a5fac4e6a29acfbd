-- group: utilities
-- subject: household
-- row: one household with the free water and power it gets
-- zh: 水电减免
-- en: Free water and power
-- reads:
--   free_water: {}
--   free_power: {}
-- fields:
--   gets_water_free: {type: bool, zh: 享受免费水量, en: Gets free water, from: [free_water]}
--   gets_power_free: {type: bool, zh: 享受免费电量, en: Gets free power, from: [free_power]}
WITH water AS (
    SELECT household_id, MIN(since) AS since FROM free_water WHERE flag = 'yes' GROUP BY household_id
),
power AS (
    SELECT household_id, MIN(since) AS since FROM free_power WHERE flag = 'yes' GROUP BY household_id
)
SELECT
    households.household_id,
    CASE WHEN fresh('free_water') THEN water.household_id IS NOT NULL END AS gets_water_free,
    CASE WHEN fresh('free_power') THEN power.household_id IS NOT NULL END AS gets_power_free,
    CASE
        WHEN water.household_id IS NULL AND power.household_id IS NOT NULL THEN 'free_power'
        ELSE 'free_water'
    END AS source,
    COALESCE(water.since, power.since) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM households
LEFT JOIN water ON water.household_id = households.household_id
LEFT JOIN power ON power.household_id = households.household_id
