-- group: civil
-- subject: person
-- row: one registered person with what the register and the death records say of them
-- zh: 户籍与生死
-- en: Registration and life
-- reads:
--   register: {}
--   cancelled: {}
--   cremations: {}
--   death_certs: {}
-- fields:
--   birth: {type: date, zh: 出生日期, en: Birth date, from: [register]}
--   age: {type: int, unit: years, zh: 周岁, en: Completed years, from: [register]}
--   sex: {type: code, codes: [m, f], zh: 性别, en: Sex, from: [register]}
--   alive: {type: bool, zh: 在世, en: Alive, from: [cancelled, cremations, death_certs]}
--   registered_pinghu: {type: bool, zh: 本市户籍, en: Registered in Pinghu}
--   relation: {type: code, codes: [head, spouse, child, parent, grandchild, grandparent, sibling, other], zh: 与户主关系, en: Relation to the head, from: [register]}
--   rural: {type: bool, zh: 农村户籍, en: Rural registration, from: [register]}
WITH entry AS (
    SELECT person_id, kind, moved_in, moved_out
    FROM register
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY person_id
        ORDER BY
            CASE WHEN moved_out IS NULL THEN 0 ELSE 1 END,
            moved_out DESC, moved_in DESC NULLS LAST, hukou_no, kind
    ) = 1
),
ends AS (
    SELECT person_id, cancelled_on AS died, 'cancelled' AS told_by FROM cancelled WHERE reason = 'death'
    UNION ALL
    SELECT person_id, cremated_on, 'cremations' FROM cremations
    UNION ALL
    SELECT person_id, died_on, 'death_certs' FROM death_certs
),
death AS (
    SELECT person_id, died, told_by
    FROM ends
    QUALIFY ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY died, told_by) = 1
),
birthday AS (
    SELECT
        person_id,
        YEAR(as_of()) - YEAR(birth) - CASE
            WHEN MONTH(birth) * 100 + DAY(birth) > MONTH(as_of()) * 100 + DAY(as_of()) THEN 1
            ELSE 0
        END AS age
    FROM persons
),
life AS (
    SELECT
        persons.person_id,
        CASE
            WHEN death.died <= as_of() THEN FALSE
            WHEN fresh('cancelled') AND fresh('cremations') AND fresh('death_certs') THEN TRUE
        END AS alive,
        death.died,
        death.told_by
    FROM persons
    LEFT JOIN death ON death.person_id = persons.person_id
)
SELECT
    persons.person_id,
    persons.birth,
    birthday.age,
    persons.sex,
    life.alive,
    life.alive AND (entry.moved_out IS NULL OR entry.moved_out > as_of()) AS registered_pinghu,
    members.relation,
    entry.kind = 'rural' AS rural,
    CASE WHEN life.died <= as_of() THEN life.told_by ELSE 'register' END AS source,
    CASE WHEN life.died <= as_of() THEN life.died ELSE entry.moved_in END AS valid_from,
    LEAST(
        CASE
            WHEN MONTH(persons.birth) = 2 AND DAY(persons.birth) = 29
                THEN MAKE_DATE(YEAR(persons.birth) + birthday.age + 1, 3, 1)
            ELSE MAKE_DATE(
                YEAR(persons.birth) + birthday.age + 1, MONTH(persons.birth), DAY(persons.birth)
            )
        END,
        CASE WHEN entry.moved_out > as_of() THEN entry.moved_out END,
        CASE WHEN life.died > as_of() THEN life.died END
    ) AS next_change
FROM persons
JOIN members ON members.person_id = persons.person_id
JOIN birthday ON birthday.person_id = persons.person_id
JOIN life ON life.person_id = persons.person_id
LEFT JOIN entry ON entry.person_id = persons.person_id
