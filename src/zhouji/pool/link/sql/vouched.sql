-- One row is a register pair with a damaged or missing number for which other records vouch:
-- the only sound number they know under this name, with this birth date and sex, that damage can
-- have turned into the register's, and that no other entry of the register bears.
CREATE OR REPLACE TEMP TABLE vouched AS
WITH witnesses AS (
    SELECT DISTINCT id, folded(name) AS fold
    FROM ($pairs)
    WHERE folded(name) IN (SELECT fold FROM doubtful)
        AND valid_id(id)
        AND id NOT IN (SELECT id FROM entries WHERE state <> 'invalid_id')
        AND id NOT IN (SELECT id FROM remembered)
),
fits AS (
    SELECT doubtful.pair, witnesses.id
    FROM doubtful
    JOIN witnesses ON witnesses.fold = doubtful.fold
    WHERE can_vouch(witnesses.id, doubtful.id, doubtful.birth, doubtful.sex)
)
SELECT pair, min(id) AS id
FROM fits
GROUP BY pair
HAVING count(*) = 1;

INSERT INTO remembered
SELECT pair, id, 'vouched' AS reason
FROM vouched
QUALIFY count(*) OVER (PARTITION BY id) = 1;
