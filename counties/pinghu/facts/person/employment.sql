-- group: employment
-- subject: person
-- row: one person with their place in the labour market
-- zh: 就业
-- en: Employment
-- reads:
--   unemployment_register: {}
--   employee_insurance: {}
-- fields:
--   employment: {type: code, codes: [unemployed_registered, employed, flexible, retired, none], zh: 就业状态, en: Employment}
--   unemployed_months: {type: int, unit: months, zh: 登记失业月数, en: Months registered unemployed, from: [unemployment_register]}
--   unemp_ins_months: {type: int, unit: months, zh: 累计缴费月数, en: Months of contributions paid, from: [employee_insurance]}
WITH jobless AS (
    SELECT person_id, MAX(registered_on) AS registered_on
    FROM unemployment_register
    WHERE cancelled_on IS NULL
    GROUP BY person_id
),
insured AS (
    SELECT
        person_id,
        MIN(CASE state WHEN 'employed' THEN 1 WHEN 'flexible' THEN 2 WHEN 'retired' THEN 3 END) AS best,
        -- A row that does not say how many is no row with none.
        CASE WHEN COUNT(months_paid) = COUNT(*) THEN MAX(months_paid) END AS months_paid
    FROM employee_insurance
    GROUP BY person_id
),
counted AS (
    SELECT
        person_id,
        registered_on,
        (YEAR(as_of()) - YEAR(registered_on)) * 12 + MONTH(as_of()) - MONTH(registered_on)
        - CASE WHEN DAY(as_of()) < DAY(registered_on) THEN 1 ELSE 0 END AS months
    FROM jobless
)
SELECT
    persons.person_id,
    CASE
        WHEN NOT fresh('unemployment_register') THEN NULL
        WHEN counted.person_id IS NOT NULL THEN 'unemployed_registered'
        WHEN NOT fresh('employee_insurance') THEN NULL
        WHEN insured.best = 1 THEN 'employed'
        WHEN insured.best = 2 THEN 'flexible'
        WHEN insured.best = 3 THEN 'retired'
        ELSE 'none'
    END AS employment,
    CASE
        WHEN fresh('unemployment_register') THEN GREATEST(COALESCE(counted.months, 0), 0)
    END AS unemployed_months,
    CASE
        WHEN NOT fresh('employee_insurance') THEN NULL
        WHEN insured.person_id IS NULL THEN 0
        ELSE insured.months_paid
    END AS unemp_ins_months,
    CASE
        WHEN counted.person_id IS NOT NULL THEN 'unemployment_register' ELSE 'employee_insurance'
    END AS source,
    counted.registered_on AS valid_from,
    -- The day of the month on which the next month is full; the 28th stands for later ones, and
    -- from then on every day is looked at until the month is full.
    CASE
        WHEN counted.person_id IS NOT NULL THEN GREATEST(
            MAKE_DATE(
                YEAR(counted.registered_on)
                + CAST(FLOOR((MONTH(counted.registered_on) + counted.months) / 12) AS INTEGER),
                CAST((MONTH(counted.registered_on) + counted.months) % 12 AS INTEGER) + 1,
                LEAST(DAY(counted.registered_on), 28)
            ),
            CAST(as_of() + INTERVAL 1 DAY AS DATE)
        )
    END AS next_change
FROM persons
LEFT JOIN counted ON counted.person_id = persons.person_id
LEFT JOIN insured ON insured.person_id = persons.person_id
