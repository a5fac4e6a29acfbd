-- One row is a register pair with a damaged number whose person an earlier register knows:
-- the only one there with this name, birth date and household number.
CREATE OR REPLACE TEMP TABLE remembered AS
WITH lost AS (
    SELECT DISTINCT pair, name, birth, hukou_no FROM entries WHERE state = 'invalid_id' AND name <> ''
),
-- A damaged number such as 3.30498E+17 may stand for two people of one name: then for none.
single AS (
    SELECT * FROM lost
    QUALIFY count(*) OVER (PARTITION BY pair) = 1
        AND count(*) OVER (PARTITION BY name, birth, hukou_no) = 1
),
known AS (
    SELECT single.pair, any_value(earlier.id_number) AS id, count(DISTINCT earlier.id_number) AS people
    FROM single
    JOIN ($earlier) AS earlier
        ON earlier.name = single.name
        AND earlier.birth = single.birth
        AND earlier.hukou_no = single.hukou_no
    WHERE valid_id(earlier.id_number)
    GROUP BY single.pair
)
SELECT known.pair, known.id, 'earlier_register' AS reason
FROM known
WHERE known.people = 1
    AND known.id NOT IN (SELECT id FROM entries WHERE state <> 'invalid_id')
QUALIFY count(*) OVER (PARTITION BY known.id) = 1;
