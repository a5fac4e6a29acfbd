-- group: relief
-- subject: household
-- row: one household with the temporary relief its members got in the twelve newest months
-- zh: 临时救助
-- en: Temporary relief
-- reads:
--   temp_relief: {window_months: 12, by: paid_on}
-- fields:
--   temp_relief_12m: {type: money, unit: fen, zh: 十二个月临时救助, en: Temporary relief of twelve months}
WITH paid AS (
    SELECT household_id, CAST(SUM(amount) AS BIGINT) AS fen, MAX(paid_on) AS paid_on
    FROM (
        SELECT DISTINCT
            household_id, person_id, applied_on, cause, kind, amount, level, paid_on
        FROM temp_relief
        WHERE paid_on BETWEEN window_start('temp_relief', 12) AND window_end('temp_relief')
    ) AS payments
    GROUP BY household_id
)
SELECT
    households.household_id,
    CASE WHEN fresh('temp_relief') THEN COALESCE(paid.fen, 0) END AS temp_relief_12m,
    'temp_relief' AS source,
    paid.paid_on AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM households
LEFT JOIN paid ON paid.household_id = households.household_id
