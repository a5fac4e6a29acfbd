-- One row is one row of the register as known, exact repetitions of a person's entry included.
-- `state`: sound, invalid_id (missing or damaged number), or disputed (two names under one number).
CREATE OR REPLACE TEMP TABLE entries AS
WITH stated AS (
    SELECT
        coalesce(id_number, '') AS id,
        coalesce(name, '') AS name,
        folded(name) AS fold,
        sex, birth, hukou_no, relation, village_code, address, moved_in, moved_out,
        pair, batch, row
    FROM $register
),
names AS (
    SELECT id, count(DISTINCT fold) AS forms, min(fold) AS a, max(fold) AS b
    FROM stated
    WHERE id <> ''
    GROUP BY id
),
judged AS (
    SELECT
        id,
        CASE
            WHEN NOT coalesce(valid_id(id), false) THEN 'invalid_id'
            WHEN forms > 2 OR (forms = 2 AND NOT agree(a, b)) THEN 'disputed'
            ELSE 'sound'
        END AS state
    FROM names
)
SELECT stated.*, coalesce(judged.state, 'invalid_id') AS state
FROM stated
LEFT JOIN judged ON judged.id = stated.id;
