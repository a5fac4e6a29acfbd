-- One row is one household, of before or of now, with another composition, place or member.
SELECT household_id FROM read_parquet($members_before)
WHERE person_id IN (SELECT person_id FROM changed)
UNION
SELECT household_id FROM read_parquet($members_now)
WHERE person_id IN (SELECT person_id FROM changed)
UNION
SELECT household_id FROM (
    (FROM read_parquet($members_before) EXCEPT FROM read_parquet($members_now))
    UNION ALL (FROM read_parquet($members_now) EXCEPT FROM read_parquet($members_before))
)
UNION
SELECT household_id FROM (
    (FROM read_parquet($households_before) EXCEPT FROM read_parquet($households_now))
    UNION ALL (FROM read_parquet($households_now) EXCEPT FROM read_parquet($households_before))
)
ORDER BY household_id
