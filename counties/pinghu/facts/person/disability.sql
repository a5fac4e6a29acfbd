-- group: disability
-- subject: person
-- row: one person with the gravest disability certificate that is valid on the day
-- zh: 残疾
-- en: Disability
-- reads:
--   disability_certs: {}
-- fields:
--   disability_type: {type: code, codes: [none, vision, hearing, speech, limb, intellectual, mental, multiple], zh: 残疾类别, en: Kind of disability}
--   disability_grade: {type: int, zh: 残疾等级（0为无）, en: "Grade of disability, 0 is none"}
WITH valid AS (
    SELECT person_id, type, grade, issued_on, valid_until
    FROM disability_certs
    WHERE valid_until IS NULL OR valid_until >= as_of()
),
gravest AS (
    SELECT person_id, type, grade, issued_on
    FROM valid
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY person_id ORDER BY grade, issued_on DESC NULLS LAST, type
    ) = 1
),
ends AS (
    SELECT person_id, DATE_ADD(MIN(valid_until), INTERVAL 1 DAY) AS next_change
    FROM valid
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE WHEN fresh('disability_certs') THEN COALESCE(gravest.type, 'none') END AS disability_type,
    CASE WHEN fresh('disability_certs') THEN COALESCE(gravest.grade, 0) END AS disability_grade,
    'disability_certs' AS source,
    gravest.issued_on AS valid_from,
    CAST(ends.next_change AS DATE) AS next_change
FROM persons
LEFT JOIN gravest ON gravest.person_id = persons.person_id
LEFT JOIN ends ON ends.person_id = persons.person_id
