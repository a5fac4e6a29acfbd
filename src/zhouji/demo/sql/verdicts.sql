-- One row is one planted fault and what the pool made of its row.
SELECT
    planted.number,
    CASE
        WHEN planted.batch IS NULL THEN 'missing'
        WHEN turned_down.batch IS NOT NULL THEN 'refused'
        WHEN seen.batch IS NULL THEN 'missing'
        ELSE coalesce(links.status, 'unlinked')
    END AS seen_as,
    links.reason,
    persons.id_number AS linked_to
FROM planted
LEFT JOIN (SELECT DISTINCT batch, row FROM refused_rows) AS turned_down
    ON turned_down.batch = planted.batch AND turned_down.row = planted.row
LEFT JOIN seen ON seen.batch = planted.batch AND seen.row = planted.row
LEFT JOIN links ON links.pair = seen.pair
LEFT JOIN persons ON persons.person_id = links.person_id
ORDER BY planted.number
