-- One row is one person: the entry that stands for them, still registered before moved out.
CREATE OR REPLACE TEMP TABLE people AS
WITH named AS (
    SELECT * FROM entries WHERE state = 'sound'
    UNION ALL BY NAME
    SELECT entries.* REPLACE (remembered.id AS id, 'remembered' AS state)
    FROM entries
    JOIN remembered ON remembered.pair = entries.pair
    WHERE entries.state = 'invalid_id'
)
SELECT *
FROM named
QUALIFY row_number() OVER (
    PARTITION BY id
    ORDER BY
        contains(fold, '_'),
        moved_out IS NOT NULL,
        moved_out DESC,
        moved_in DESC NULLS LAST,
        hukou_no, name, relation, birth, sex, village_code, address, batch, row
) = 1;
