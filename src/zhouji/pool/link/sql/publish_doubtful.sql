-- One row is one register entry for which a new witness could vouch.
SELECT pair, id, fold, birth, sex
FROM doubtful
ORDER BY pair
