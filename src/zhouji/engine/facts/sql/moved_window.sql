-- One row is one pair with a row that left or entered a window of months.
SELECT DISTINCT pair
FROM ($rows)
WHERE ($day BETWEEN $start_then AND $end_then) <> ($day BETWEEN $start_now AND $end_now)
