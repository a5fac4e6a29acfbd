-- One row is one pair to be judged anew: a new one, one not exact before, or one whose
-- person came, went or is called otherwise. An exact verdict rests on that person alone.
CREATE OR REPLACE TEMP TABLE todo AS
WITH changed AS (
    SELECT coalesce(before.id_number, people.id) AS id
    FROM $persons AS before
    FULL JOIN people ON people.id = before.id_number
    WHERE before.id_number IS NULL OR people.id IS NULL OR before.name <> people.name
)
SELECT before.pair, before.id, before.name, folded(before.name) AS fold, before.rows
FROM $links AS before
WHERE before.status <> 'exact' OR before.id IN (SELECT id FROM changed)
UNION ALL
SELECT pair, id, name, folded(name) AS fold, CAST(0 AS BIGINT) AS rows
FROM fresh_pairs
WHERE pair NOT IN (SELECT pair FROM $links);
