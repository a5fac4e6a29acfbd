-- One row is one subject with one group's facts, in the order of the published table.
SELECT $columns, given.$key IS NOT NULL AS answered
FROM $scope AS scope
LEFT JOIN ($fact) AS given ON given.$key = scope.$key
ORDER BY scope.household_id $then
