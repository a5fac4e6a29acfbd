-- One row is one person of the earlier generation, as far as a new pair is judged by it.
CREATE OR REPLACE TEMP TABLE people AS
SELECT id_number AS id, folded(name) AS fold FROM $persons;

CREATE OR REPLACE TEMP VIEW minted AS
SELECT id_number AS id, person_id FROM $persons;

-- Every pair of the register is known already: a new one can only meet a disputed number.
CREATE OR REPLACE TEMP TABLE entries AS
SELECT DISTINCT id, CAST(NULL AS BIGINT) AS pair, 'disputed' AS state
FROM $links
WHERE reason = 'register_two_names';

CREATE OR REPLACE TEMP TABLE remembered (pair BIGINT, id VARCHAR, reason VARCHAR);
