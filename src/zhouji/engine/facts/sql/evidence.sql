-- One row is one person with the newest current row of a dataset that is linked to them.
SELECT
    linked.person_id,
    linked.household_id,
    count(*) AS rows,
    arg_max({'batch': rows.batch, 'row': rows.row, 'sheet': rows.sheet}, ($newest, rows.batch, rows.row)) AS origin
FROM ($rows) AS rows
JOIN linked ON linked.pair = rows.pair
GROUP BY linked.person_id, linked.household_id
