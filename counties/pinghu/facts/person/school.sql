-- group: school
-- subject: person
-- row: one person with the school or kindergarten they attend
-- zh: 就学
-- en: School
-- reads:
--   school_register: {}
--   preschool: {}
-- fields:
--   student_stage: {type: code, codes: [none, preschool, primary, junior, senior, vocational, college], zh: 学段, en: Stage of schooling}
--   boarding: {type: bool, zh: 住宿, en: Boarding, from: [school_register]}
--   tuition_year: {type: money, unit: fen, zh: 学年收费, en: Fees of the school year}
WITH pupil AS (
    SELECT person_id, stage, boarding, fee
    FROM school_register
    WHERE state IS NULL OR state = 'enrolled'
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY person_id
        ORDER BY
            CASE stage
                WHEN 'college' THEN 1 WHEN 'senior' THEN 2 WHEN 'vocational' THEN 3
                WHEN 'junior' THEN 4 ELSE 5
            END,
            fee DESC NULLS LAST, boarding DESC NULLS LAST
    ) = 1
),
infant AS (
    SELECT person_id, MAX(fee) AS fee
    FROM preschool
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE
        WHEN NOT fresh('school_register') THEN NULL
        WHEN pupil.person_id IS NOT NULL THEN pupil.stage
        WHEN NOT fresh('preschool') THEN NULL
        WHEN infant.person_id IS NOT NULL THEN 'preschool'
        ELSE 'none'
    END AS student_stage,
    CASE
        WHEN NOT fresh('school_register') THEN NULL
        WHEN pupil.person_id IS NULL THEN FALSE
        ELSE pupil.boarding = 'yes'
    END AS boarding,
    CASE
        WHEN NOT fresh('school_register') THEN NULL
        WHEN pupil.person_id IS NOT NULL THEN pupil.fee
        WHEN NOT fresh('preschool') THEN NULL
        WHEN infant.person_id IS NOT NULL THEN infant.fee
        ELSE 0
    END AS tuition_year,
    CASE
        WHEN pupil.person_id IS NULL AND infant.person_id IS NOT NULL THEN 'preschool'
        ELSE 'school_register'
    END AS source,
    CAST(NULL AS DATE) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM persons
LEFT JOIN pupil ON pupil.person_id = persons.person_id
LEFT JOIN infant ON infant.person_id = persons.person_id
