-- group: classes
-- subject: household
-- row: one household with the low-income classes it is on the roll of
-- zh: 低收入家庭类别
-- en: Low-income classes
-- reads:
--   dibao_roll: {}
--   margin_roll: {}
--   rigid_roll: {}
--   expenditure_roll: {}
--   supported_roll: {}
-- fields:
--   class_db: {type: bool, zh: 低保, en: Minimum subsistence guarantee, from: [dibao_roll]}
--   class_dbian: {type: bool, zh: 低保边缘, en: Margin household, from: [margin_roll]}
--   class_gx: {type: bool, zh: 刚性支出困难, en: Rigid-expense household, from: [rigid_roll]}
--   class_zc: {type: bool, zh: 支出型贫困, en: Expenditure-type poverty, from: [expenditure_roll]}
--   class_dsr: {type: bool, zh: 低收入帮扶, en: Supported low-income household, from: [supported_roll]}
--   db_amount: {type: money, unit: fen, zh: 月保障金, en: Monthly guarantee paid, from: [dibao_roll]}
--   class_db_since: {type: date, zh: 在册低保起始日, en: On the dibao roll since, from: [dibao_roll]}
WITH listed AS (
    -- `last` is the last day of an entry; a month's entry lasts to the month's end.
    SELECT household_id, 'db' AS class, start AS since, CAST("end" + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE) AS last, amount
    FROM dibao_roll
    UNION ALL
    SELECT household_id, 'zc', start, CAST("end" + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE), amount
    FROM expenditure_roll
    UNION ALL
    SELECT household_id, 'dbian', since, valid_until, CAST(NULL AS BIGINT) FROM margin_roll
    UNION ALL
    SELECT household_id, 'gx', since, valid_until, CAST(NULL AS BIGINT) FROM rigid_roll
    UNION ALL
    SELECT household_id, 'dsr', since, valid_until, CAST(NULL AS BIGINT) FROM supported_roll
),
judged AS (
    SELECT
        household_id, class, since, last, amount,
        since <= as_of() AND (last IS NULL OR last >= as_of()) AS holds
    FROM listed
),
rolls AS (
    SELECT
        household_id,
        COUNT(CASE WHEN holds AND class = 'db' THEN 1 END) AS db,
        COUNT(CASE WHEN holds AND class = 'dbian' THEN 1 END) AS dbian,
        COUNT(CASE WHEN holds AND class = 'gx' THEN 1 END) AS gx,
        COUNT(CASE WHEN holds AND class = 'zc' THEN 1 END) AS zc,
        COUNT(CASE WHEN holds AND class = 'dsr' THEN 1 END) AS dsr,
        -- A family that came back keeps two codes: the amounts are the same money.
        MAX(CASE WHEN holds AND class = 'db' THEN amount END) AS amount,
        MIN(CASE WHEN holds AND class = 'db' THEN since END) AS db_since,
        MIN(
            CASE
                WHEN since > as_of() THEN since
                WHEN last >= as_of() THEN CAST(last + INTERVAL 1 DAY AS DATE)
            END
        ) AS next_change
    FROM judged
    GROUP BY household_id
),
newest AS (
    SELECT household_id, class, since
    FROM judged
    WHERE holds
    QUALIFY ROW_NUMBER() OVER (PARTITION BY household_id ORDER BY since DESC, class) = 1
)
SELECT
    households.household_id,
    CASE WHEN fresh('dibao_roll') THEN COALESCE(rolls.db, 0) > 0 END AS class_db,
    CASE WHEN fresh('margin_roll') THEN COALESCE(rolls.dbian, 0) > 0 END AS class_dbian,
    CASE WHEN fresh('rigid_roll') THEN COALESCE(rolls.gx, 0) > 0 END AS class_gx,
    CASE WHEN fresh('expenditure_roll') THEN COALESCE(rolls.zc, 0) > 0 END AS class_zc,
    CASE WHEN fresh('supported_roll') THEN COALESCE(rolls.dsr, 0) > 0 END AS class_dsr,
    CASE
        WHEN NOT fresh('dibao_roll') THEN NULL
        WHEN rolls.db > 0 THEN rolls.amount
        ELSE 0
    END AS db_amount,
    rolls.db_since AS class_db_since,
    CASE newest.class
        WHEN 'dbian' THEN 'margin_roll'
        WHEN 'gx' THEN 'rigid_roll'
        WHEN 'zc' THEN 'expenditure_roll'
        WHEN 'dsr' THEN 'supported_roll'
        ELSE 'dibao_roll'
    END AS source,
    newest.since AS valid_from,
    rolls.next_change
FROM households
LEFT JOIN rolls ON rolls.household_id = households.household_id
LEFT JOIN newest ON newest.household_id = households.household_id
