-- group: health
-- subject: person
-- row: one person with their filed major illness and their newest assessment of self-care
-- zh: 重病与失能
-- en: Major illness and dependency
-- reads:
--   special_disease: {}
--   dependency_assessment: {}
-- fields:
--   major_illness: {type: bool, zh: 重大疾病备案, en: Major illness filed, from: [special_disease]}
--   selfcare: {type: code, codes: [full, partial, most_loss, total_loss], zh: 自理能力, en: Self-care, from: [dependency_assessment]}
WITH illness AS (
    SELECT
        person_id,
        MIN(since) AS since,
        CAST(DATE_ADD(MIN(valid_until), INTERVAL 1 DAY) AS DATE) AS next_change
    FROM special_disease
    WHERE kind = 'major' AND (valid_until IS NULL OR valid_until >= as_of())
    GROUP BY person_id
),
assessed AS (
    SELECT person_id, grade, assessed_on
    FROM dependency_assessment
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY person_id
        ORDER BY
            assessed_on DESC,
            CASE grade WHEN 'total_loss' THEN 1 WHEN 'most_loss' THEN 2 WHEN 'partial' THEN 3 ELSE 4 END
    ) = 1
)
SELECT
    persons.person_id,
    CASE WHEN fresh('special_disease') THEN illness.person_id IS NOT NULL END AS major_illness,
    CASE WHEN fresh('dependency_assessment') THEN assessed.grade END AS selfcare,
    CASE
        WHEN illness.person_id IS NULL AND assessed.person_id IS NOT NULL THEN 'dependency_assessment'
        ELSE 'special_disease'
    END AS source,
    COALESCE(illness.since, assessed.assessed_on) AS valid_from,
    illness.next_change
FROM persons
LEFT JOIN illness ON illness.person_id = persons.person_id
LEFT JOIN assessed ON assessed.person_id = persons.person_id
