-- One row is one pair of `todo` that can vouch for a register entry with a damaged number.
SELECT todo.pair
FROM todo
JOIN $doubtful AS doubtful ON doubtful.fold = todo.fold
WHERE valid_id(todo.id) AND can_vouch(todo.id, doubtful.id, doubtful.birth, doubtful.sex)
