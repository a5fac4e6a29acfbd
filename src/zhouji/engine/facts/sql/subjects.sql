-- persons, members, households: one row is one subject of the generation, restricted if asked.
CREATE OR REPLACE TEMP TABLE members AS
SELECT household_id, person_id, relation, since
FROM $members
WHERE $chosen
ORDER BY household_id, person_id;

CREATE OR REPLACE TEMP TABLE persons AS
SELECT members.person_id, members.household_id, persons.sex, persons.birth
FROM $persons AS persons
JOIN members ON members.person_id = persons.person_id;

CREATE OR REPLACE TEMP TABLE households AS
SELECT household_id, village_code, township_code, n_registered
FROM $households
WHERE $chosen
ORDER BY household_id;

-- One row is one pair of ID number and name that stands for a person.
CREATE OR REPLACE TEMP TABLE linked AS
SELECT links.pair, members.person_id, members.household_id
FROM $links AS links
JOIN members ON members.person_id = links.person_id;
