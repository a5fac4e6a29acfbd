-- One row is one person in their household.
SELECT housed.household_id, minted.person_id, people.relation, people.moved_in AS since
FROM people
JOIN minted ON minted.id = people.id
JOIN housed ON housed.hukou_no = people.hukou_no
ORDER BY housed.household_id, minted.person_id
