-- group: assets
-- subject: person
-- row: one person with the cars, dwellings and company shares registered in their name
-- zh: 车辆、房产与出资
-- en: Vehicles, property and company shares
-- reads:
--   vehicles: {}
--   real_estate: {}
--   company_contributions: {}
-- fields:
--   vehicles_living: {type: int, zh: 生活用车数, en: Cars in use, from: [vehicles]}
--   vehicle_price_max: {type: money, unit: fen, zh: 最高车价, en: Highest price of a car, from: [vehicles]}
--   dwellings_own: {type: int, zh: 住宅套数, en: Dwellings owned, from: [real_estate]}
--   dwelling_area: {type: ratio, unit: m2, zh: 住宅面积, en: Area of dwellings, from: [real_estate]}
--   nonres_property: {type: int, zh: 非住宅数, en: Other property, from: [real_estate]}
--   company_contrib: {type: money, unit: fen, zh: 认缴出资额, en: Capital subscribed, from: [company_contributions]}
WITH cars AS (
    -- Cars without a plate cannot be told apart, and one without a price may be the dearest.
    SELECT
        person_id,
        CASE WHEN COUNT(plate) = COUNT(*) THEN COUNT(DISTINCT plate) END AS cars,
        CASE WHEN COUNT(price) = COUNT(*) THEN MAX(price) END AS price
    FROM vehicles
    WHERE kind = 'car' AND state = 'ok'
    GROUP BY person_id
),
property AS (
    SELECT
        person_id,
        COUNT(CASE WHEN use = 'dwelling' THEN 1 END) AS dwellings,
        SUM(CASE WHEN use = 'dwelling' THEN area END) AS area,
        COUNT(CASE WHEN use <> 'dwelling' THEN 1 END) AS other
    FROM (SELECT DISTINCT person_id, unit_no, area, use FROM real_estate) AS units
    GROUP BY person_id
),
shares AS (
    SELECT person_id, CAST(SUM(subscribed) AS BIGINT) AS subscribed
    FROM (
        SELECT DISTINCT person_id, company, company_no, subscribed, paid_in
        FROM company_contributions
    ) AS companies
    GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE
        WHEN NOT fresh('vehicles') THEN NULL
        WHEN cars.person_id IS NULL THEN 0
        ELSE cars.cars
    END AS vehicles_living,
    CASE
        WHEN NOT fresh('vehicles') THEN NULL
        WHEN cars.person_id IS NULL THEN 0
        ELSE cars.price
    END AS vehicle_price_max,
    CASE WHEN fresh('real_estate') THEN COALESCE(property.dwellings, 0) END AS dwellings_own,
    CASE
        WHEN fresh('real_estate') THEN CAST(COALESCE(property.area, 0) AS DECIMAL(18, 6))
    END AS dwelling_area,
    CASE WHEN fresh('real_estate') THEN COALESCE(property.other, 0) END AS nonres_property,
    CASE
        WHEN fresh('company_contributions') THEN COALESCE(shares.subscribed, 0)
    END AS company_contrib,
    CASE
        WHEN property.person_id IS NOT NULL THEN 'real_estate'
        WHEN cars.person_id IS NOT NULL THEN 'vehicles'
        WHEN shares.person_id IS NOT NULL THEN 'company_contributions'
        ELSE 'real_estate'
    END AS source,
    CAST(NULL AS DATE) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM persons
LEFT JOIN cars ON cars.person_id = persons.person_id
LEFT JOIN property ON property.person_id = persons.person_id
LEFT JOIN shares ON shares.person_id = persons.person_id
