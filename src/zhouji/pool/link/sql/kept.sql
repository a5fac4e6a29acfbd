-- One row is one pair whose verdict stands as it was.
SELECT pair, id, name, person_id, status, reason, rows
FROM $links
WHERE pair NOT IN (SELECT pair FROM todo)
