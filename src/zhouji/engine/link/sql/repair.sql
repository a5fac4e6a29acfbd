-- One row is one pair with a damaged number, with the only person of that name it can stand for.
CREATE OR REPLACE TEMP TABLE repaired AS
WITH candidates AS (
    SELECT lost.pair, people.id AS person, damage(lost.id, people.id) AS damage
    FROM judged AS lost
    JOIN people ON people.fold = lost.fold
    WHERE lost.status = 'lost' AND NOT contains(lost.fold, '_')
)
SELECT pair, min(person) AS person, min(damage) AS damage, count(*) AS people
FROM candidates
WHERE damage IS NOT NULL
GROUP BY pair;
