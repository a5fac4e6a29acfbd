-- One row is one household, of before or of now, of somebody one of whose pairs moved.
SELECT DISTINCT members.household_id
FROM moved
JOIN $links AS links ON links.pair = moved.pair
JOIN $members AS members ON members.person_id = links.person_id
