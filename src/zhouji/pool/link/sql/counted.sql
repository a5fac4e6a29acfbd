-- One row is one pair as published, with all rows counted in which it stands.
SELECT
    links.pair, links.id, links.name, links.person_id, links.status, links.reason,
    links.rows + coalesce(fresh_pairs.rows, 0) AS rows
FROM ($links) AS links
LEFT JOIN fresh_pairs ON fresh_pairs.pair = links.pair
ORDER BY links.pair
