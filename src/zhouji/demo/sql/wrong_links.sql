-- One row in all: rows that are linked, and how many of them to somebody else than whose they are.
SELECT
    count(*) AS linked,
    count(*) FILTER (WHERE persons.id_number <> coalesce(spoilt.true_id, links.id)) AS wrong
FROM seen
JOIN links ON links.pair = seen.pair
JOIN persons ON persons.person_id = links.person_id
LEFT JOIN (
    SELECT DISTINCT batch, row, true_id FROM planted WHERE batch IS NOT NULL
) AS spoilt ON spoilt.batch = seen.batch AND spoilt.row = seen.row
