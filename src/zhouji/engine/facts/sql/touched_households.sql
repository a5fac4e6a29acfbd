-- One row is one household, of before or of now, of somebody one of whose pairs moved.
SELECT DISTINCT members.household_id
FROM moved
JOIN read_parquet($links) AS links ON links.pair = moved.pair
JOIN read_parquet($members) AS members ON members.person_id = links.person_id
