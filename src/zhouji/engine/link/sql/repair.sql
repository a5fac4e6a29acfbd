-- One row is one pair with a damaged number, with the only person of that name it can stand for.
CREATE OR REPLACE TEMP TABLE repaired AS
WITH lost AS (
    SELECT
        pair, id, fold,
        regexp_full_match(id, '[0-9](\.[0-9]+)?E\+?17') AS floated,
        regexp_full_match(id, '[0-9]{15}0{3}') AS cut,
        replace(regexp_extract(id, '^([0-9.]+)E', 1), '.', '') AS digits
    FROM judged
    WHERE status = 'lost' AND NOT contains(fold, '_')
),
candidates AS (
    SELECT
        lost.pair,
        people.id AS person,
        CASE
            WHEN floated THEN 'float'
            WHEN cut AND left(people.id, 15) = left(lost.id, 15) THEN 'precision'
            ELSE 'one_character'
        END AS damage
    FROM lost
    JOIN people ON people.fold = lost.fold
    WHERE CASE
        WHEN floated THEN
            -- Seventeen digits rounded to the shown ones; the last digit may be X only unfloated.
            right(people.id, 1) <> 'X'
            AND length(digits) >= 6
            AND abs(
                try_cast(people.id AS HUGEINT)
                - try_cast(rpad(digits, 18, '0') AS HUGEINT)
            ) <= CAST(5 * pow(10, 17 - length(digits)) AS HUGEINT)
        WHEN cut AND left(people.id, 15) = left(lost.id, 15) THEN true
        ELSE abs(length(lost.id) - 18) <= 1 AND damerau_levenshtein(lost.id, people.id) = 1
    END
)
SELECT pair, min(person) AS person, min(damage) AS damage, count(*) AS people
FROM candidates
GROUP BY pair;
