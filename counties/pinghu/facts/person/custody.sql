-- group: custody
-- subject: person
-- row: one person with the newest stay behind bars or in treatment that holds on the day
-- zh: 服刑与强制措施
-- en: Custody
-- reads:
--   custody: {}
-- fields:
--   custody: {type: code, codes: [none, prison, detox, detained], zh: 服刑强戒拘留, en: Custody}
WITH held AS (
    SELECT person_id, kind, start
    FROM custody
    WHERE start <= as_of() AND ("end" IS NULL OR "end" > as_of())
    QUALIFY ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY start DESC, kind DESC) = 1
),
turns AS (
    SELECT
        person_id,
        MIN(CASE WHEN start > as_of() THEN start WHEN "end" > as_of() THEN "end" END) AS next_change
    FROM custody
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE WHEN held.kind IS NOT NULL THEN held.kind WHEN fresh('custody') THEN 'none' END AS custody,
    'custody' AS source,
    held.start AS valid_from,
    turns.next_change
FROM persons
LEFT JOIN held ON held.person_id = persons.person_id
LEFT JOIN turns ON turns.person_id = persons.person_id
