-- One row is one person whose entry in the register came, went or differs.
SELECT DISTINCT person_id FROM (
    (SELECT person_id, sex, birth, name FROM $before
     EXCEPT SELECT person_id, sex, birth, name FROM $now)
    UNION ALL
    (SELECT person_id, sex, birth, name FROM $now
     EXCEPT SELECT person_id, sex, birth, name FROM $before)
)
