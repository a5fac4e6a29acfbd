-- One row is one person.
SELECT minted.person_id, people.id AS id_number, people.name, sex, birth, batch
FROM people
JOIN minted ON minted.id = people.id
ORDER BY minted.person_id
