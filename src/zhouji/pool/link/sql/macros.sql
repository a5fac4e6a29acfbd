-- Scalar rules on ID numbers and names; no rows.
CREATE OR REPLACE TEMP MACRO weighed(id) AS
    7 * (ascii(id[1]) - 48) + 9 * (ascii(id[2]) - 48) + 10 * (ascii(id[3]) - 48)
    + 5 * (ascii(id[4]) - 48) + 8 * (ascii(id[5]) - 48) + 4 * (ascii(id[6]) - 48)
    + 2 * (ascii(id[7]) - 48) + 1 * (ascii(id[8]) - 48) + 6 * (ascii(id[9]) - 48)
    + 3 * (ascii(id[10]) - 48) + 7 * (ascii(id[11]) - 48) + 9 * (ascii(id[12]) - 48)
    + 10 * (ascii(id[13]) - 48) + 5 * (ascii(id[14]) - 48) + 8 * (ascii(id[15]) - 48)
    + 4 * (ascii(id[16]) - 48) + 2 * (ascii(id[17]) - 48);

-- GB 11643-1999: eighteen characters, a real birth date, a right check digit.
CREATE OR REPLACE TEMP MACRO valid_id(id) AS
    regexp_full_match(id, '[0-9]{17}[0-9X]')
    AND try_strptime(id[7:14], '%Y%m%d') IS NOT NULL
    AND '10X98765432'[weighed(id) % 11 + 1] = id[18];

-- Variant characters to their common form, dots out, every unreadable character to '_'.
-- Translating costs ten times the search, and few names hold anything to translate.
CREATE OR REPLACE TEMP MACRO folded(name) AS
    regexp_replace(
        CASE
            WHEN regexp_matches(name, $any_variant) THEN translate(name, $variants, $common)
            ELSE coalesce(name, '')
        END,
        '[?？□■*%_\x{FFFD}\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFD}]', '_', 'g'
    );

CREATE OR REPLACE TEMP MACRO one_gap(name) AS
    length(name) - length(replace(name, '_', '')) = 1 AND length(name) > 1;

-- Folded names agree: equal, or one of them with a single unreadable character.
CREATE OR REPLACE TEMP MACRO agree(a, b) AS
    (a = b AND a <> '' AND NOT contains(a, '_'))
    OR (one_gap(a) AND NOT contains(b, '_') AND b LIKE a)
    OR (one_gap(b) AND NOT contains(a, '_') AND a LIKE b);

-- A number that a spreadsheet turned into 3.30498E+17: the digits it still shows.
CREATE OR REPLACE TEMP MACRO shown_digits(id) AS
    replace(regexp_extract(id, '^([0-9](\.[0-9]+)?)E\+?17$', 1), '.', '');

-- What can have turned the sound number into the damaged one; NULL where nothing can.
CREATE OR REPLACE TEMP MACRO damage(damaged, sound) AS
    CASE
        WHEN shown_digits(damaged) <> '' THEN
            CASE
                WHEN length(shown_digits(damaged)) >= 6
                    AND sound[18] <> 'X'
                    AND abs(
                        try_cast(sound AS HUGEINT)
                        - try_cast(rpad(shown_digits(damaged), 18, '0') AS HUGEINT)
                    ) <= CAST(5 * pow(10, 17 - length(shown_digits(damaged))) AS HUGEINT)
                    THEN 'float'
            END
        WHEN regexp_full_match(damaged, '[0-9]{15}0{3}') AND damaged[1:15] = sound[1:15]
            THEN 'precision'
        WHEN abs(length(damaged) - 18) <= 1 AND damerau_levenshtein(damaged, sound) = 1
            THEN 'one_character'
    END;

-- A sound number of other records can be that of a register entry with a damaged or no number.
CREATE OR REPLACE TEMP MACRO can_vouch(sound, damaged, birth, sex) AS
    try_strptime(sound[7:14], '%Y%m%d') = birth
    AND (ascii(sound[17]) % 2 = 1) = (sex = 'm')
    AND (damaged = '' OR damage(damaged, sound) IS NOT NULL);
