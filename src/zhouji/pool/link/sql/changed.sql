-- One row is one person whose pairs or entry changed.
CREATE OR REPLACE TEMP TABLE changed AS
SELECT DISTINCT person_id
FROM (($links) UNION ALL ($persons))
WHERE person_id IS NOT NULL
ORDER BY person_id
