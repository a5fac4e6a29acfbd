-- One row is a register pair with a damaged or missing number whose person no earlier register
-- knows: one for whom other records may vouch.
CREATE OR REPLACE TEMP TABLE doubtful AS
WITH lost AS (
    SELECT DISTINCT pair, id, fold, birth, sex
    FROM entries
    WHERE state = 'invalid_id'
        AND fold <> ''
        AND NOT contains(fold, '_')
        AND pair NOT IN (SELECT pair FROM remembered)
)
-- One damaged pair may stand for two people of one name: then for none.
SELECT * FROM lost
QUALIFY count(*) OVER (PARTITION BY pair) = 1;
