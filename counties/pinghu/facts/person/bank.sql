-- group: bank
-- subject: person
-- row: one person with the balance that their newest consented check of the banks found
-- zh: 银行存款
-- en: Bank balances
-- reads:
--   bank_balances: {}
-- fields:
--   money: {type: money, unit: fen, zh: 银行存款余额, en: Money in the bank}
WITH newest AS (
    SELECT DISTINCT person_id, bank, accounts, balance, checked_on, consent
    FROM bank_balances
    QUALIFY DENSE_RANK() OVER (PARTITION BY person_id ORDER BY checked_on DESC) = 1
),
checked AS (
    SELECT
        person_id,
        CAST(SUM(balance) AS BIGINT) AS fen,
        MAX(checked_on) AS checked_on,
        -- The day after six months; where a short month shifts it, look again tomorrow.
        GREATEST(
            CAST(MAX(checked_on) + INTERVAL 6 MONTH + INTERVAL 1 DAY AS DATE),
            CAST(as_of() + INTERVAL 1 DAY AS DATE)
        ) AS next_change
    FROM newest
    WHERE checked_on >= CAST(as_of() - INTERVAL 6 MONTH AS DATE)
    GROUP BY person_id
)
SELECT
    persons.person_id,
    checked.fen AS money,
    'bank_balances' AS source,
    checked.checked_on AS valid_from,
    checked.next_change
FROM persons
LEFT JOIN checked ON checked.person_id = persons.person_id
