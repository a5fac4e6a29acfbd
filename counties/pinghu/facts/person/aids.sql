-- group: aids
-- subject: person
-- row: one person with the help they get already and the lists they stand on
-- zh: 已享受的待遇
-- en: Help already received
-- reads:
--   old_age_allowance: {}
--   disabled_subsidies: {}
--   eldercare_subsidy: {}
--   premium_paid: {}
--   student_grants: {window_months: 12, by: paid_on}
--   unemployment_benefit: {window_months: 1, by: month}
--   employment_difficulty: {}
--   welfare_posts: {}
--   child_roll: {}
--   tekun_roll: {}
--   insurance_enrolment: {}
--   medical_aid: {window_months: 12, by: month}
-- fields:
--   gets_old_age_allowance: {type: bool, zh: 享受高龄津贴, en: Gets old-age allowance, from: [old_age_allowance]}
--   gets_living_subsidy: {type: bool, zh: 享受残疾人生活补贴, en: Gets living subsidy for disabled, from: [disabled_subsidies]}
--   gets_nursing_subsidy: {type: bool, zh: 享受残疾人护理补贴, en: Gets nursing subsidy for disabled, from: [disabled_subsidies]}
--   gets_eldercare: {type: bool, zh: 享受养老服务补贴, en: Gets elder-care subsidy, from: [eldercare_subsidy]}
--   premium_paid: {type: bool, zh: 本年度资助参保, en: Premium paid this year, from: [premium_paid]}
--   gets_student_grant: {type: bool, zh: 十二个月内获学生资助, en: Student grant within twelve months, from: [student_grants]}
--   gets_unemployment_benefit: {type: bool, zh: 正在领取失业金, en: Gets unemployment benefit, from: [unemployment_benefit]}
--   employment_difficulty: {type: bool, zh: 就业困难人员, en: On the employment-difficulty list, from: [employment_difficulty]}
--   gets_welfare_post: {type: bool, zh: 在公益性岗位, en: Holds a public-welfare post, from: [welfare_posts]}
--   gets_child_subsidy: {type: bool, zh: 享受困境儿童补贴, en: Gets child subsidy, from: [child_roll]}
--   on_tekun_roll: {type: bool, zh: 特困人员, en: On the extreme-hardship roll, from: [tekun_roll]}
--   insurance: {type: code, codes: [none, resident, employee], zh: 基本医保, en: Medical insurance, from: [insurance_enrolment]}
--   medical_aid_12m: {type: money, unit: fen, zh: 十二个月医疗救助, en: Medical aid of twelve months, from: [medical_aid]}
WITH elder AS (
    SELECT DISTINCT person_id FROM old_age_allowance
),
disabled AS (
    SELECT
        person_id,
        MAX(CASE WHEN kind = 'living' AND start <= as_of() AND still THEN 1 ELSE 0 END) AS living,
        MAX(CASE WHEN kind = 'nursing' AND start <= as_of() AND still THEN 1 ELSE 0 END) AS nursing,
        MIN(
            CASE
                WHEN start > as_of() THEN start
                WHEN still THEN CAST("end" + INTERVAL 1 MONTH AS DATE)
            END
        ) AS next_change
    FROM (
        SELECT
            person_id, kind, start, "end",
            "end" IS NULL OR CAST("end" + INTERVAL 1 MONTH AS DATE) > as_of() AS still
        FROM disabled_subsidies
    ) AS grants
    GROUP BY person_id
),
cared AS (
    SELECT DISTINCT person_id FROM eldercare_subsidy
),
premium AS (
    SELECT
        person_id,
        MAX(CASE WHEN year = YEAR(as_of()) THEN 1 ELSE 0 END) AS paid,
        MIN(
            CASE
                WHEN year > YEAR(as_of()) THEN MAKE_DATE(year, 1, 1)
                WHEN year = YEAR(as_of()) THEN MAKE_DATE(year + 1, 1, 1)
            END
        ) AS next_change
    FROM premium_paid
    GROUP BY person_id
),
pupil AS (
    SELECT DISTINCT person_id
    FROM student_grants
    WHERE paid_on BETWEEN window_start('student_grants', 12) AND window_end('student_grants')
),
jobless AS (
    SELECT DISTINCT person_id
    FROM unemployment_benefit
    WHERE month BETWEEN window_start('unemployment_benefit', 1) AND window_end('unemployment_benefit')
),
difficult AS (
    SELECT person_id, CAST(MIN(valid_until) + INTERVAL 1 DAY AS DATE) AS next_change
    FROM employment_difficulty
    WHERE valid_until IS NULL OR valid_until >= as_of()
    GROUP BY person_id
),
posted AS (
    SELECT person_id, CAST(MIN("end") + INTERVAL 1 DAY AS DATE) AS next_change
    FROM welfare_posts
    WHERE "end" IS NULL OR "end" >= as_of()
    GROUP BY person_id
),
child AS (
    SELECT DISTINCT person_id FROM child_roll
),
tekun AS (
    SELECT person_id, MIN(since) AS since FROM tekun_roll GROUP BY person_id
),
insured AS (
    SELECT person_id, MAX(CASE kind WHEN 'employee' THEN 2 ELSE 1 END) AS rank
    FROM insurance_enrolment
    GROUP BY person_id
),
aided AS (
    SELECT person_id, CAST(SUM(amount) AS BIGINT) AS fen
    FROM (
        SELECT DISTINCT person_id, month, class, amount, way
        FROM medical_aid
        WHERE month BETWEEN window_start('medical_aid', 12) AND window_end('medical_aid')
    ) AS payments
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE WHEN fresh('old_age_allowance') THEN elder.person_id IS NOT NULL END AS gets_old_age_allowance,
    CASE WHEN fresh('disabled_subsidies') THEN COALESCE(disabled.living, 0) = 1 END AS gets_living_subsidy,
    CASE WHEN fresh('disabled_subsidies') THEN COALESCE(disabled.nursing, 0) = 1 END AS gets_nursing_subsidy,
    CASE WHEN fresh('eldercare_subsidy') THEN cared.person_id IS NOT NULL END AS gets_eldercare,
    CASE WHEN fresh('premium_paid') THEN COALESCE(premium.paid, 0) = 1 END AS premium_paid,
    CASE WHEN fresh('student_grants') THEN pupil.person_id IS NOT NULL END AS gets_student_grant,
    CASE
        WHEN fresh('unemployment_benefit') THEN jobless.person_id IS NOT NULL
    END AS gets_unemployment_benefit,
    CASE
        WHEN fresh('employment_difficulty') THEN difficult.person_id IS NOT NULL
    END AS employment_difficulty,
    CASE WHEN fresh('welfare_posts') THEN posted.person_id IS NOT NULL END AS gets_welfare_post,
    CASE WHEN fresh('child_roll') THEN child.person_id IS NOT NULL END AS gets_child_subsidy,
    CASE WHEN fresh('tekun_roll') THEN tekun.person_id IS NOT NULL END AS on_tekun_roll,
    CASE
        WHEN NOT fresh('insurance_enrolment') THEN NULL
        WHEN insured.rank = 2 THEN 'employee'
        WHEN insured.rank = 1 THEN 'resident'
        ELSE 'none'
    END AS insurance,
    CASE WHEN fresh('medical_aid') THEN COALESCE(aided.fen, 0) END AS medical_aid_12m,
    CASE
        WHEN tekun.person_id IS NOT NULL THEN 'tekun_roll'
        WHEN disabled.person_id IS NOT NULL THEN 'disabled_subsidies'
        WHEN elder.person_id IS NOT NULL THEN 'old_age_allowance'
        WHEN child.person_id IS NOT NULL THEN 'child_roll'
        WHEN aided.person_id IS NOT NULL THEN 'medical_aid'
        ELSE 'insurance_enrolment'
    END AS source,
    tekun.since AS valid_from,
    LEAST(
        disabled.next_change, premium.next_change, difficult.next_change, posted.next_change
    ) AS next_change
FROM persons
LEFT JOIN elder ON elder.person_id = persons.person_id
LEFT JOIN disabled ON disabled.person_id = persons.person_id
LEFT JOIN cared ON cared.person_id = persons.person_id
LEFT JOIN premium ON premium.person_id = persons.person_id
LEFT JOIN pupil ON pupil.person_id = persons.person_id
LEFT JOIN jobless ON jobless.person_id = persons.person_id
LEFT JOIN difficult ON difficult.person_id = persons.person_id
LEFT JOIN posted ON posted.person_id = persons.person_id
LEFT JOIN child ON child.person_id = persons.person_id
LEFT JOIN tekun ON tekun.person_id = persons.person_id
LEFT JOIN insured ON insured.person_id = persons.person_id
LEFT JOIN aided ON aided.person_id = persons.person_id
