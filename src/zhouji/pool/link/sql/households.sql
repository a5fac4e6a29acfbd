-- One row is one household: the people registered under one household number.
CREATE OR REPLACE TEMP TABLE homes AS
SELECT
    hukou_no,
    coalesce(
        min_by(village_code, id) FILTER (WHERE relation = 'head'), min_by(village_code, id)
    ) AS village_code,
    coalesce(min_by(address, id) FILTER (WHERE relation = 'head'), min_by(address, id)) AS address,
    min(id) FILTER (WHERE relation = 'head') AS head,
    count(*) AS n_registered
FROM people
GROUP BY hukou_no;
