-- One row is a register pair with a damaged or missing number for which other records vouch:
-- the only sound number they know under this name, with this birth date and sex, that damage can
-- have turned into the register's, and that no other entry of the register bears.
CREATE OR REPLACE TEMP TABLE vouched AS
WITH lost AS (
    SELECT DISTINCT pair, id, fold, birth, sex
    FROM entries
    WHERE state = 'invalid_id'
        AND fold <> ''
        AND NOT contains(fold, '_')
        AND pair NOT IN (SELECT pair FROM remembered)
),
-- One damaged pair may stand for two people of one name: then for none.
single AS (
    SELECT * FROM lost
    QUALIFY count(*) OVER (PARTITION BY pair) = 1
),
witnesses AS (
    SELECT DISTINCT id, folded(name) AS fold
    FROM ($pairs)
    WHERE folded(name) IN (SELECT fold FROM single)
        AND valid_id(id)
        AND id NOT IN (SELECT id FROM entries WHERE state <> 'invalid_id')
        AND id NOT IN (SELECT id FROM remembered)
),
fits AS (
    SELECT single.pair, witnesses.id
    FROM single
    JOIN witnesses ON witnesses.fold = single.fold
    WHERE strptime(witnesses.id[7:14], '%Y%m%d') = single.birth
        AND (ascii(witnesses.id[17]) % 2 = 1) = (single.sex = 'm')
        AND (single.id = '' OR damage(single.id, witnesses.id) IS NOT NULL)
)
SELECT pair, min(id) AS id
FROM fits
GROUP BY pair
HAVING count(*) = 1;

INSERT INTO remembered
SELECT pair, id, 'vouched' AS reason
FROM vouched
QUALIFY count(*) OVER (PARTITION BY id) = 1;
