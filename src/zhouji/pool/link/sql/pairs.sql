-- One row is one distinct pair of ID number and name of a dataset, with how often it stands there.
SELECT pair, any_value($id) AS id, any_value($name) AS name, count(*) AS rows
FROM ($source)
WHERE pair IS NOT NULL
GROUP BY pair
