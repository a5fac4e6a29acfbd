-- One row is one pair with its verdict, as published.
SELECT
    judged.pair, judged.id, judged.name,
    minted.person_id,
    CASE
        WHEN judged.status <> 'lost' THEN judged.status
        WHEN repaired.people = 1 AND NOT judged.in_register THEN 'repaired'
        WHEN repaired.people > 1 OR judged.in_register THEN 'conflict'
        ELSE 'unlinked'
    END AS status,
    CASE
        WHEN judged.status <> 'lost' THEN judged.reason
        WHEN judged.in_register THEN 'register_invalid_id'
        WHEN repaired.people = 1 THEN repaired.damage
        WHEN repaired.people > 1 THEN 'several_candidates'
        ELSE 'no_candidate'
    END AS reason,
    judged.rows
FROM judged
LEFT JOIN repaired ON repaired.pair = judged.pair
LEFT JOIN minted ON minted.id = coalesce(
    judged.person,
    CASE
        WHEN judged.status = 'lost' AND repaired.people = 1 AND NOT judged.in_register
            THEN repaired.person
    END
)
