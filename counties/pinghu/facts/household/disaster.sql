-- group: disaster
-- subject: household
-- row: one household with the disasters that struck it in the twelve months before the day
-- zh: 受灾
-- en: Disaster
-- reads:
--   disaster_households: {}
-- fields:
--   house_damage: {type: code, codes: [none, general, severe, collapsed], zh: 房屋损坏程度, en: Damage to the house}
--   disaster_affected: {type: bool, zh: 受灾, en: Struck by a disaster}
--   disaster_aid_paid: {type: bool, zh: 已获受灾救助, en: Disaster aid paid}
WITH recent AS (
    SELECT
        household_id,
        happened_on,
        happened_on <= as_of() AS struck,
        CASE damage WHEN 'collapsed' THEN 3 WHEN 'severe' THEN 2 WHEN 'general' THEN 1 ELSE 0 END AS gravity,
        amount
    FROM disaster_households
    WHERE happened_on > CAST(as_of() - INTERVAL 12 MONTH AS DATE)
),
suffered AS (
    SELECT
        household_id,
        COUNT(CASE WHEN struck THEN 1 END) AS disasters,
        MAX(CASE WHEN struck THEN gravity END) AS gravity,
        COUNT(CASE WHEN struck AND amount > 0 THEN 1 END) AS paid,
        MAX(CASE WHEN struck THEN happened_on END) AS happened_on,
        MIN(
            CASE
                -- Twelve months after 29 February is 1 March: until then look again tomorrow.
                WHEN struck THEN GREATEST(
                    CAST(happened_on + INTERVAL 12 MONTH AS DATE),
                    CAST(as_of() + INTERVAL 1 DAY AS DATE)
                )
                ELSE happened_on
            END
        ) AS next_change
    FROM recent
    GROUP BY household_id
)
SELECT
    households.household_id,
    CASE
        WHEN suffered.gravity = 3 THEN 'collapsed'
        WHEN suffered.gravity = 2 THEN 'severe'
        WHEN suffered.gravity = 1 THEN 'general'
        WHEN fresh('disaster_households') THEN 'none'
    END AS house_damage,
    CASE
        WHEN suffered.disasters > 0 THEN TRUE WHEN fresh('disaster_households') THEN FALSE
    END AS disaster_affected,
    CASE
        WHEN suffered.paid > 0 THEN TRUE WHEN fresh('disaster_households') THEN FALSE
    END AS disaster_aid_paid,
    'disaster_households' AS source,
    suffered.happened_on AS valid_from,
    suffered.next_change
FROM households
LEFT JOIN suffered ON suffered.household_id = households.household_id
