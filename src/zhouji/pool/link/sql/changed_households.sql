-- One row is one household, of before or of now, with another composition, place or member.
SELECT household_id FROM $members_before
WHERE person_id IN (SELECT person_id FROM changed)
UNION
SELECT household_id FROM $members_now
WHERE person_id IN (SELECT person_id FROM changed)
UNION
SELECT household_id FROM (
    (FROM $members_before EXCEPT FROM $members_now)
    UNION ALL (FROM $members_now EXCEPT FROM $members_before)
)
UNION
SELECT household_id FROM (
    (FROM $households_before EXCEPT FROM $households_now)
    UNION ALL (FROM $households_now EXCEPT FROM $households_before)
)
ORDER BY household_id
