"""A fact file that would mislead is refused, with the line and the mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pool.made_up_pool import CONTENT
from zhouji.base.errors import Faults
from zhouji.engine.facts import load_facts
from zhouji.pool.catalogue import Catalogue, load_catalogue

HEAD = """\
-- group: cars
-- subject: person
-- row: one person with their cars
-- zh: 车辆
-- en: Cars
-- reads:
--   vehicles: {}
-- fields:
--   cars: {type: int, zh: 车, en: Cars}
"""
BODY = """\
WITH owned AS (
    SELECT person_id, COUNT(*) AS cars FROM vehicles GROUP BY person_id
)
SELECT
    persons.person_id,
    CASE WHEN fresh('vehicles') THEN COALESCE(owned.cars, 0) END AS cars,
    'vehicles' AS source,
    CAST(NULL AS DATE) AS valid_from,
    CAST(NULL AS DATE) AS next_change
FROM persons
LEFT JOIN owned ON owned.person_id = persons.person_id
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


def faults_of(tmp_path: Path, catalogue: Catalogue, text: str, name: str = "cars") -> str:
    folder = tmp_path / "facts" / "person"
    folder.mkdir(parents=True)
    (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as found:
        load_facts(tmp_path, catalogue)
    return str(found.value)


def test_the_county_s_own_facts_are_taken(catalogue: Catalogue) -> None:
    book = load_facts(CONTENT, catalogue)
    assert len(book.of("person")) == 12
    assert len(book.of("household")) == 5
    assert book.types("person")["income_12m"] == "money"
    assert book.fact_of("alive").sources("alive") == ["cancelled", "cremations", "death_certs"]


def test_a_sound_file_is_taken(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = tmp_path / "facts" / "person"
    folder.mkdir(parents=True)
    (folder / "cars.sql").write_text(HEAD + BODY, encoding="utf-8")
    assert list(load_facts(tmp_path, catalogue).types("person")) == ["cars"]


BAD_HEADERS = {
    "no dataset cycles": ("vehicles: {}", "cycles: {}"),
    "unknown field": ("type: int,", "type: int, kind: x,"),
    "Input should be 'bool'": ("type: int", "type: float"),
    "codes go with type code": ("type: int", "type: code"),
    "cars is BIGINT, declared as money": ("-- group", "-- group"),
    "the file is called cars.sql, the group wheels": ("group: cars", "group: wheels"),
    "window_months and by go together": ("vehicles: {}", "vehicles: {window_months: 12}"),
    "no date, month or year field plate": (
        "vehicles: {}",
        "vehicles: {window_months: 12, by: plate}",
    ),
    "stands in `from`, not in `reads`": ("en: Cars}", "en: Cars, from: [wages]}"),
    "the header is missing": (HEAD, ""),
    "wheels is not selected": (
        "en: Cars}",
        "en: Cars}\n--   wheels: {type: int, zh: 轮, en: Wheels}",
    ),
}


@pytest.mark.parametrize("wanted", BAD_HEADERS)
def test_a_wrong_header_is_refused(tmp_path: Path, catalogue: Catalogue, wanted: str) -> None:
    if wanted.startswith("cars is BIGINT"):
        text = HEAD.replace("type: int", "type: date") + BODY
        wanted = "cars is BIGINT, declared as date"
    else:
        text = HEAD.replace(*BAD_HEADERS[wanted]) + BODY
    said = faults_of(tmp_path, catalogue, text)
    assert wanted in said
    assert "facts/person/cars.sql" in said


BAD_SQL = {
    "not a single SELECT": ("LEFT JOIN owned", "; DROP TABLE persons; SELECT 1 --"),
    "reads wages, which is not declared": ("FROM vehicles GROUP", "FROM wages GROUP"),
    "reads a function": ("FROM vehicles GROUP", "FROM read_csv('/etc/passwd') GROUP"),
    "function rand is not allowed": ("COUNT(*) AS cars", "CAST(RANDOM() AS BIGINT) AS cars"),
    "function getenv is not allowed": ("'vehicles' AS source", "GETENV('HOME') AS source"),
    "function currentdate is not allowed": ("CAST(NULL AS DATE) AS valid", "CURRENT_DATE AS valid"),
    "an aggregate over all subjects": (
        "SELECT person_id, COUNT(*) AS cars FROM vehicles GROUP BY person_id",
        "SELECT COUNT(*) AS cars, 1 AS person_id FROM vehicles",
    ),
    "a window over all subjects": (
        "COUNT(*) AS cars FROM vehicles GROUP BY person_id",
        "RANK() OVER (ORDER BY price) AS cars FROM vehicles",
    ),
    "LIMIT picks over everything": ("GROUP BY person_id\n", "GROUP BY person_id LIMIT 9\n"),
    "a join that is not by the subject": (
        "ON owned.person_id = persons.person_id",
        "ON owned.cars > 1",
    ),
    "a subquery as a value": ("COALESCE(owned.cars, 0)", "(SELECT MAX(price) FROM vehicles)"),
    "IN (SELECT …) looks at others": (
        "FROM vehicles GROUP",
        "FROM vehicles WHERE price IN (SELECT price FROM vehicles) GROUP",
    ),
    "is of a dataset that is not declared": ("fresh('vehicles')", "fresh('wages')"),
    "without window_months": (
        "FROM vehicles GROUP",
        "FROM vehicles WHERE registered_on > last_month('vehicles') GROUP",
    ),
    "hides the view of that name": ("WITH owned AS", "WITH vehicles AS"),
    "DuckDB does not take it": ("SELECT person_id, COUNT(*)", "SELECT person_id, wheels, COUNT(*)"),
    "not SQL": ("LEFT JOIN", "LEFT LEFT )"),
}


@pytest.mark.parametrize("wanted", BAD_SQL)
def test_sql_that_reaches_too_far_is_refused(
    tmp_path: Path, catalogue: Catalogue, wanted: str
) -> None:
    old, new = BAD_SQL[wanted]
    assert old in BODY
    assert wanted in faults_of(tmp_path, catalogue, HEAD + BODY.replace(old, new))


def test_a_window_other_than_declared_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    head = HEAD.replace("vehicles: {}", "vehicles: {window_months: 12, by: registered_on}")
    body = BODY.replace(
        "FROM vehicles GROUP",
        "FROM vehicles WHERE registered_on >= window_start('vehicles', 6) GROUP",
    )
    said = faults_of(tmp_path, catalogue, head + body)
    assert "the window of vehicles is not the declared 12 months" in said


def test_a_fault_tells_its_line(tmp_path: Path, catalogue: Catalogue) -> None:
    said = faults_of(tmp_path, catalogue, HEAD.replace("type: int", "type: odd") + BODY)
    assert "facts/person/cars.sql:9 fields.cars.type" in said


def test_a_fact_given_twice_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    shutil.copytree(CONTENT / "facts", tmp_path / "facts")
    text = (CONTENT / "facts/person/bank.sql").read_text(encoding="utf-8")
    again = tmp_path / "facts/person/cash.sql"
    again.write_text(text.replace("group: bank", "group: cash"), encoding="utf-8")
    with pytest.raises(Faults, match=r"fact money is given by facts/person/bank\.sql too"):
        load_facts(tmp_path, catalogue)
