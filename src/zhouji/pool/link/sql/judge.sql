-- One row is one pair of `todo` with the verdict that needs no search: everything but `lost`.
CREATE OR REPLACE TEMP TABLE judged AS
SELECT
    todo.pair, todo.id, todo.name, todo.fold, todo.rows,
    CASE
        WHEN remembered.pair IS NOT NULL THEN remembered.id
        WHEN people.id IS NOT NULL AND agree(todo.fold, people.fold) THEN people.id
    END AS person,
    CASE
        WHEN remembered.pair IS NOT NULL THEN 'repaired'
        WHEN people.id IS NOT NULL AND agree(todo.fold, people.fold) THEN 'exact'
        WHEN people.id IS NOT NULL THEN 'conflict'
        WHEN disputed.id IS NOT NULL THEN 'conflict'
        WHEN todo.id = '' THEN CASE WHEN registered.pair IS NULL THEN 'unlinked' ELSE 'conflict' END
        WHEN valid_id(todo.id) THEN 'unlinked'
        ELSE 'lost'
    END AS status,
    CASE
        WHEN remembered.pair IS NOT NULL THEN remembered.reason
        WHEN people.id IS NOT NULL AND agree(todo.fold, people.fold) THEN
            CASE WHEN todo.fold = people.fold THEN 'same' ELSE 'damaged_name' END
        WHEN people.id IS NOT NULL THEN 'other_name'
        WHEN disputed.id IS NOT NULL THEN 'register_two_names'
        WHEN todo.id = '' THEN
            CASE WHEN registered.pair IS NULL THEN 'blank_id' ELSE 'register_blank_id' END
        WHEN valid_id(todo.id) THEN 'not_registered'
    END AS reason,
    registered.pair IS NOT NULL AS in_register
FROM todo
LEFT JOIN people ON people.id = todo.id
LEFT JOIN remembered ON remembered.pair = todo.pair
LEFT JOIN (SELECT DISTINCT id FROM entries WHERE state = 'disputed') AS disputed
    ON disputed.id = todo.id
LEFT JOIN (SELECT DISTINCT pair FROM entries WHERE state = 'invalid_id') AS registered
    ON registered.pair = todo.pair;
