-- One row is one pair that the earlier generation did not know.
CREATE OR REPLACE TEMP TABLE todo AS
SELECT pair, id, name, folded(name) AS fold, CAST(0 AS BIGINT) AS rows
FROM fresh_pairs
WHERE pair NOT IN (SELECT pair FROM $links);
