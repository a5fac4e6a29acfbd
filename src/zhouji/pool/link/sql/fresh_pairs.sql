-- One row is one distinct pair of all datasets read.
CREATE OR REPLACE TEMP TABLE fresh_pairs AS
SELECT
    pair,
    coalesce(any_value(id), '') AS id,
    coalesce(any_value(name), '') AS name,
    CAST(sum(rows) AS BIGINT) AS rows
FROM dataset_pairs
GROUP BY pair;
