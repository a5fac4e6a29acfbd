-- group: accident
-- subject: person
-- row: one person with their worst traffic injury of the ninety days before the day
-- zh: 交通事故
-- en: Traffic accident
-- reads:
--   traffic_accidents: {}
-- fields:
--   traffic_injury: {type: code, codes: [none, light, severe, dead], zh: 交通事故伤情, en: Traffic injury}
WITH recent AS (
    SELECT
        person_id,
        happened_on,
        CASE injury WHEN 'dead' THEN 3 WHEN 'severe' THEN 2 WHEN 'light' THEN 1 ELSE 0 END AS gravity
    FROM traffic_accidents
    WHERE happened_on >= CAST(as_of() - INTERVAL 90 DAY AS DATE)
),
worst AS (
    SELECT
        person_id,
        MAX(CASE WHEN happened_on <= as_of() THEN gravity END) AS gravity,
        MAX(CASE WHEN happened_on <= as_of() AND gravity > 0 THEN happened_on END) AS happened_on,
        MIN(
            CASE
                WHEN happened_on > as_of() THEN happened_on
                ELSE CAST(happened_on + INTERVAL 91 DAY AS DATE)
            END
        ) AS next_change
    FROM recent
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE
        WHEN worst.gravity = 3 THEN 'dead'
        WHEN worst.gravity = 2 THEN 'severe'
        WHEN worst.gravity = 1 THEN 'light'
        WHEN fresh('traffic_accidents') THEN 'none'
    END AS traffic_injury,
    'traffic_accidents' AS source,
    worst.happened_on AS valid_from,
    worst.next_change
FROM persons
LEFT JOIN worst ON worst.person_id = persons.person_id
