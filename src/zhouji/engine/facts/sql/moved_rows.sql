-- One row is one pair whose rows of a dataset came or went: batches new against batches replaced.
SELECT DISTINCT pair FROM (
    (FROM ($fresh) EXCEPT ALL FROM ($gone))
    UNION ALL
    (FROM ($gone) EXCEPT ALL FROM ($fresh))
)
WHERE pair IS NOT NULL
