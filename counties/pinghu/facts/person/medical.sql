-- group: medical
-- subject: person
-- row: one person with their medical bills of the twelve newest months
-- zh: 十二个月医疗费用
-- en: Medical bills of twelve months
-- reads:
--   settlements: {window_months: 12, by: month}
-- fields:
--   covered_selfpay_12m: {type: money, unit: fen, zh: 政策范围内自付, en: Own share of covered costs}
--   outside_12m: {type: money, unit: fen, zh: 范围外自费, en: Costs outside the cover}
--   covered_cost_12m: {type: money, unit: fen, zh: 政策范围内费用, en: Covered costs}
WITH bills AS (
    -- A row handed in twice is one bill; a negative one takes an earlier bill back.
    SELECT DISTINCT person_id, month, total, pooled, major, aid, selfpay, outside, kind
    FROM settlements
    WHERE month BETWEEN window_start('settlements', 12) AND window_end('settlements')
),
spent AS (
    SELECT
        person_id,
        CAST(SUM(selfpay) AS BIGINT) AS selfpay,
        CAST(SUM(outside) AS BIGINT) AS outside,
        CAST(SUM(total - outside) AS BIGINT) AS covered
    FROM bills
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE WHEN fresh('settlements') THEN COALESCE(spent.selfpay, 0) END AS covered_selfpay_12m,
    CASE WHEN fresh('settlements') THEN COALESCE(spent.outside, 0) END AS outside_12m,
    CASE WHEN fresh('settlements') THEN COALESCE(spent.covered, 0) END AS covered_cost_12m,
    'settlements' AS source,
    CAST(NULL AS DATE) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM persons
LEFT JOIN spent ON spent.person_id = persons.person_id
