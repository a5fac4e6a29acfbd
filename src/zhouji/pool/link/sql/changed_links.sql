-- One row is one person who won or lost a pair that was known before.
SELECT DISTINCT unnest([before.person_id, links.person_id]) AS person_id
FROM $before AS before
JOIN $links AS links ON links.pair = before.pair
WHERE before.person_id IS DISTINCT FROM links.person_id
