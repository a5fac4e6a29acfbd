-- One row is one household.
SELECT
    housed.household_id,
    homes.hukou_no,
    homes.village_code,
    left(homes.village_code, 9) AS township_code,
    homes.address,
    minted.person_id AS head_person_id,
    homes.n_registered
FROM homes
JOIN housed ON housed.hukou_no = homes.hukou_no
LEFT JOIN minted ON minted.id = homes.head
ORDER BY housed.household_id
