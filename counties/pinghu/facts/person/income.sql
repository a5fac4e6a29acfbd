-- group: income
-- subject: person
-- row: one person with the income that five departments know of
-- zh: 十二个月收入
-- en: Income of twelve months
-- reads:
--   wages: {window_months: 12, by: month}
--   pension_payments: {window_months: 12, by: month}
--   unemployment_benefit: {window_months: 12, by: month}
--   village_dividends: {window_months: 12, by: paid_on}
--   income_tax: {window_months: 24, by: year}
-- fields:
--   wages_12m: {type: money, unit: fen, zh: 十二个月工资, en: Wages of twelve months, from: [wages]}
--   pension_12m: {type: money, unit: fen, zh: 十二个月养老金, en: Pension of twelve months, from: [pension_payments]}
--   unemployment_12m: {type: money, unit: fen, zh: 十二个月失业金, en: Unemployment benefit of twelve months, from: [unemployment_benefit]}
--   dividend_12m: {type: money, unit: fen, zh: 十二个月分红, en: Village dividend of twelve months, from: [village_dividends]}
--   business_12m: {type: money, unit: fen, zh: 经营所得（最近税年）, en: Business income of the newest tax year, from: [income_tax]}
--   income_12m: {type: money, unit: fen, zh: 十二个月收入合计, en: Income of twelve months}
WITH wage AS (
    SELECT person_id, CAST(SUM(wage) AS BIGINT) AS fen
    FROM (
        SELECT DISTINCT person_id, month, wage, employer
        FROM wages
        WHERE month BETWEEN window_start('wages', 12) AND window_end('wages')
    ) AS slips
    GROUP BY person_id
),
pension AS (
    SELECT person_id, CAST(SUM(amount) AS BIGINT) AS fen
    FROM (
        SELECT DISTINCT person_id, month, amount
        FROM pension_payments
        WHERE state = 'ok'
            AND month BETWEEN window_start('pension_payments', 12) AND window_end('pension_payments')
    ) AS payments
    GROUP BY person_id
),
unemployment AS (
    SELECT person_id, CAST(SUM(amount) AS BIGINT) AS fen
    FROM (
        SELECT DISTINCT person_id, month, months_entitled, amount
        FROM unemployment_benefit
        WHERE month BETWEEN window_start('unemployment_benefit', 12)
            AND window_end('unemployment_benefit')
    ) AS payments
    GROUP BY person_id
),
dividend AS (
    SELECT person_id, CAST(SUM(amount) AS BIGINT) AS fen
    FROM (
        SELECT DISTINCT person_id, village, amount, paid_on
        FROM village_dividends
        WHERE paid_on BETWEEN window_start('village_dividends', 12)
            AND window_end('village_dividends')
    ) AS payments
    GROUP BY person_id
),
declared AS (
    -- The newest year of which the tax bureau knows this person, not older than the window.
    SELECT DISTINCT person_id, year, kind, income, tax
    FROM income_tax
    WHERE year BETWEEN YEAR(window_start('income_tax', 24)) AND YEAR(window_end('income_tax'))
    QUALIFY DENSE_RANK() OVER (PARTITION BY person_id ORDER BY year DESC) = 1
),
business AS (
    SELECT person_id, CAST(SUM(income) AS BIGINT) AS fen
    FROM declared
    WHERE kind = 'business'
    GROUP BY person_id
),
known AS (
    SELECT
        persons.person_id,
        CASE WHEN fresh('wages') THEN COALESCE(wage.fen, 0) END AS wages_12m,
        CASE WHEN fresh('pension_payments') THEN COALESCE(pension.fen, 0) END AS pension_12m,
        CASE
            WHEN fresh('unemployment_benefit') THEN COALESCE(unemployment.fen, 0)
        END AS unemployment_12m,
        CASE WHEN fresh('village_dividends') THEN COALESCE(dividend.fen, 0) END AS dividend_12m,
        CASE WHEN fresh('income_tax') THEN COALESCE(business.fen, 0) END AS business_12m,
        CASE
            WHEN wage.fen IS NOT NULL THEN 'wages'
            WHEN pension.fen IS NOT NULL THEN 'pension_payments'
            WHEN unemployment.fen IS NOT NULL THEN 'unemployment_benefit'
            WHEN business.fen IS NOT NULL THEN 'income_tax'
            WHEN dividend.fen IS NOT NULL THEN 'village_dividends'
            ELSE 'wages'
        END AS source
    FROM persons
    LEFT JOIN wage ON wage.person_id = persons.person_id
    LEFT JOIN pension ON pension.person_id = persons.person_id
    LEFT JOIN unemployment ON unemployment.person_id = persons.person_id
    LEFT JOIN dividend ON dividend.person_id = persons.person_id
    LEFT JOIN business ON business.person_id = persons.person_id
)
SELECT
    person_id,
    wages_12m,
    pension_12m,
    unemployment_12m,
    dividend_12m,
    business_12m,
    wages_12m + pension_12m + unemployment_12m + dividend_12m + business_12m AS income_12m,
    source,
    CAST(NULL AS DATE) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM known
