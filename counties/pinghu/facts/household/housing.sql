-- group: housing
-- subject: household
-- row: one household with the newest survey of its house and the help with housing it gets
-- zh: 住房
-- en: Housing
-- reads:
--   unsafe_houses: {}
--   public_rental: {}
--   rent_subsidy: {}
--   repair_grants: {}
-- fields:
--   house_grade: {type: code, codes: [a, b, c, d, none], zh: 房屋鉴定等级, en: Grade of the house, from: [unsafe_houses]}
--   gets_public_rental: {type: bool, zh: 承租公租房, en: Rents public housing, from: [public_rental]}
--   gets_rent_subsidy: {type: bool, zh: 享受租赁补贴, en: Gets rent subsidy, from: [rent_subsidy]}
--   house_repaired: {type: bool, zh: 已获危房改造, en: House repaired with a grant, from: [repair_grants]}
WITH surveyed AS (
    SELECT household_id, grade, surveyed_on
    FROM unsafe_houses
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY household_id ORDER BY surveyed_on DESC, grade DESC
    ) = 1
),
tenant AS (
    SELECT household_id, MIN(since) AS since FROM public_rental GROUP BY household_id
),
subsidised AS (
    SELECT household_id, MIN(since) AS since FROM rent_subsidy GROUP BY household_id
),
repaired AS (
    SELECT household_id, MAX(finished_on) AS finished_on FROM repair_grants GROUP BY household_id
)
SELECT
    households.household_id,
    CASE WHEN fresh('unsafe_houses') THEN COALESCE(surveyed.grade, 'none') END AS house_grade,
    CASE WHEN fresh('public_rental') THEN tenant.household_id IS NOT NULL END AS gets_public_rental,
    CASE WHEN fresh('rent_subsidy') THEN subsidised.household_id IS NOT NULL END AS gets_rent_subsidy,
    CASE
        WHEN repaired.household_id IS NOT NULL THEN TRUE
        WHEN fresh('repair_grants') THEN FALSE
    END AS house_repaired,
    CASE
        WHEN surveyed.household_id IS NOT NULL THEN 'unsafe_houses'
        WHEN tenant.household_id IS NOT NULL THEN 'public_rental'
        WHEN subsidised.household_id IS NOT NULL THEN 'rent_subsidy'
        WHEN repaired.household_id IS NOT NULL THEN 'repair_grants'
        ELSE 'unsafe_houses'
    END AS source,
    COALESCE(surveyed.surveyed_on, tenant.since, subsidised.since, repaired.finished_on) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM households
LEFT JOIN surveyed ON surveyed.household_id = households.household_id
LEFT JOIN tenant ON tenant.household_id = households.household_id
LEFT JOIN subsidised ON subsidised.household_id = households.household_id
LEFT JOIN repaired ON repaired.household_id = households.household_id
