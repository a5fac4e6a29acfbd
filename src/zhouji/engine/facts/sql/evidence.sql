-- One row is one current row of a dataset that is linked to a member and lies in the window.
SELECT linked.person_id, linked.household_id, $newest AS newest, rows.batch, rows.row, rows.sheet
FROM ($rows) AS rows
JOIN linked ON linked.pair = rows.pair
WHERE $window
