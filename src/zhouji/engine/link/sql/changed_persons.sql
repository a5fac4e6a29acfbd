-- One row is one person whose entry in the register came, went or differs.
SELECT DISTINCT person_id FROM (
    (SELECT person_id, sex, birth, name FROM read_parquet($before)
     EXCEPT SELECT person_id, sex, birth, name FROM read_parquet($now))
    UNION ALL
    (SELECT person_id, sex, birth, name FROM read_parquet($now)
     EXCEPT SELECT person_id, sex, birth, name FROM read_parquet($before))
)
