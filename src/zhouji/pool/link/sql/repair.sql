-- One row is one pair with a damaged number, with the only person of that name it can stand for.
CREATE OR REPLACE TEMP TABLE repaired AS
WITH lost AS (
    SELECT pair, id, fold
    FROM judged
    WHERE status = 'lost' AND NOT contains(fold, '_')
),
-- One wrong, lost, added or swapped character leaves the first twelve or the last five alone;
-- comparing everybody of one name would take hours where a common name meets many faults.
near AS (
    SELECT lost.pair, lost.id, people.id AS person
    FROM lost
    JOIN people ON people.fold = lost.fold AND left(people.id, 12) = left(lost.id, 12)
    UNION
    SELECT lost.pair, lost.id, people.id
    FROM lost
    JOIN people ON people.fold = lost.fold AND right(people.id, 5) = right(lost.id, 5)
    UNION
    SELECT lost.pair, lost.id, people.id
    FROM lost
    JOIN people ON people.fold = lost.fold
    WHERE shown_digits(lost.id) <> ''
),
candidates AS (
    SELECT pair, person, damage(id, person) AS damage FROM near
)
SELECT pair, min(person) AS person, min(damage) AS damage, count(*) AS people
FROM candidates
WHERE damage IS NOT NULL
GROUP BY pair;
