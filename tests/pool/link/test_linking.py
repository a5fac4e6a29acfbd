"""Records find their person, or say why not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pool.made_up_pool import MadeUpPool, id_number, resident
from zhouji.pool.link import LinkReport, NoRegisterError, link
from zhouji.pool.store import read_arrow

DAY = date(2025, 9, 30)
BORN = date(1950, 3, 14)
NUMBER = id_number(BORN, 123)


@pytest.fixture
def county(tmp_path: Path) -> MadeUpPool:
    return MadeUpPool(tmp_path)


def linked(county: MadeUpPool, day: date = DAY) -> tuple[LinkReport, list[dict[str, Any]]]:
    out = county.generation("g")
    report = link(county.pool, county.catalogue, day, None, out)
    return report, read_arrow(out / "links.arrow").to_pylist()


def verdict(county: MadeUpPool, number: str, name: str) -> tuple[str, str, bool]:
    """How a wage row with this number and name is linked, beside 张小明 of the register."""
    county.deliver("register", "2025-09", [resident("张小明", BORN, 123)])
    county.deliver(
        "wages",
        "2025-09",
        [{"id": number, "name": name, "month": date(2025, 9, 1), "wage": 100}],
    )
    rows = [r for r in linked(county)[1] if (r["id"], r["name"]) == (number, name)]
    assert len(rows) == 1
    return rows[0]["status"], rows[0]["reason"], rows[0]["person_id"] is not None


SWAPPED = NUMBER[:13] + NUMBER[14] + NUMBER[13] + NUMBER[15:]


@pytest.mark.parametrize(
    ("number", "name", "wanted"),
    [
        (NUMBER, "张小明", ("exact", "same")),
        (NUMBER, "張小明", ("exact", "same")),
        (NUMBER, "张·小明", ("exact", "same")),
        (NUMBER, "张?明", ("exact", "damaged_name")),
        (NUMBER, "张\ue000明", ("exact", "damaged_name")),
        (NUMBER, "张??", ("conflict", "other_name")),
        (NUMBER, "李四", ("conflict", "other_name")),
        (NUMBER, "", ("conflict", "other_name")),
        (NUMBER[:9] + "7" + NUMBER[10:], "张小明", ("repaired", "one_character")),
        (SWAPPED, "张小明", ("repaired", "one_character")),
        (NUMBER[:17], "张小明", ("repaired", "one_character")),
        (NUMBER[:9] + "7" + NUMBER[10:], "李四", ("unlinked", "no_candidate")),
        (NUMBER[:8] + "81" + NUMBER[10:], "张小明", ("unlinked", "no_candidate")),
        ("3.30498E+17", "张小明", ("repaired", "float")),
        ("3.30497E+17", "张小明", ("unlinked", "no_candidate")),
        ("3.3E+17", "张小明", ("unlinked", "no_candidate")),
        (NUMBER[:15] + "000", "张小明", ("repaired", "precision")),
        (NUMBER[:14] + "8000", "张小明", ("unlinked", "no_candidate")),
        ("", "张小明", ("unlinked", "blank_id")),
        (id_number(date(1960, 1, 1), 11), "张小明", ("unlinked", "not_registered")),
    ],
)
def test_a_number_and_a_name_get_their_verdict(
    county: MadeUpPool, number: str, name: str, wanted: tuple[str, str]
) -> None:
    status, reason, has_person = verdict(county, number, name)
    assert (status, reason) == wanted
    assert has_person == (status in ("exact", "repaired"))


def test_a_damaged_number_that_two_people_of_one_name_explain_is_a_conflict(
    county: MadeUpPool,
) -> None:
    people = [resident("张小明", BORN, n, home=f"H{n}") for n in (123, 127)]
    county.deliver("register", "2025-09", people)
    county.deliver("vehicles", "2025-09", [{"id": "3.30498E+17", "name": "张小明"}])
    _, rows = linked(county)
    assert [(r["status"], r["reason"]) for r in rows if "E+" in r["id"]] == [
        ("conflict", "several_candidates")
    ]


def test_a_repeated_entry_is_one_person_and_two_names_under_one_number_are_set_aside(
    county: MadeUpPool,
) -> None:
    twice, other = resident("张小明", BORN, 123), resident("王芳", date(1970, 1, 1), 22, "H2")
    stranger = {**other, "name": "赵六"}
    county.deliver("register", "2025-09", [twice, twice, other, stranger])
    report, rows = linked(county)
    assert (report.persons, report.households) == (1, 1)
    assert {r["name"]: r["reason"] for r in rows} == {
        "张小明": "same",
        "王芳": "register_two_names",
        "赵六": "register_two_names",
    }
    assert (report.linked, report.conflicts) == (2, 2)


def test_an_entry_with_a_damaged_number_is_set_aside_when_nobody_vouches(
    county: MadeUpPool,
) -> None:
    damaged = {**resident("张小明", BORN, 123), "id": NUMBER[:9] + "7" + NUMBER[10:]}
    county.deliver("register", "2025-09", [damaged, resident("王芳", date(1970, 1, 1), 22)])
    report, rows = linked(county)
    assert report.persons == 1
    assert [r["reason"] for r in rows if r["name"] == "张小明"] == ["register_invalid_id"]


def test_an_entry_with_a_damaged_number_is_the_person_an_earlier_register_knows(
    county: MadeUpPool,
) -> None:
    person = resident("张小明", BORN, 123)
    county.deliver("register", "2025-08", [person])
    county.deliver("register", "2025-09", [{**person, "id": "无"}])
    report, rows = linked(county)
    assert report.persons == 1
    assert {(r["id"], r["status"]) for r in rows} == {(NUMBER, "exact"), ("无", "repaired")}


def test_an_entry_with_a_damaged_number_is_the_person_other_records_vouch_for(
    county: MadeUpPool,
) -> None:
    damaged = {**resident("张小明", BORN, 123), "id": SWAPPED}
    county.deliver("register", "2025-09", [damaged])
    county.deliver("vehicles", "2025-09", [{"id": NUMBER, "name": "张小明"}])
    _, rows = linked(county)
    assert {(r["id"], r["reason"]) for r in rows} == {(NUMBER, "same"), (SWAPPED, "vouched")}
    assert len({r["person_id"] for r in rows}) == 1


def test_nobody_is_vouched_for_with_another_birth_date(county: MadeUpPool) -> None:
    damaged = {**resident("张小明", date(1950, 3, 15), 123), "id": ""}
    county.deliver("register", "2025-09", [damaged])
    county.deliver("vehicles", "2025-09", [{"id": NUMBER, "name": "张小明"}])
    report, rows = linked(county)
    assert report.persons == 0
    assert {r["reason"] for r in rows} == {"register_blank_id", "not_registered"}


def test_without_a_register_linking_stops_with_the_next_step(county: MadeUpPool) -> None:
    with pytest.raises(NoRegisterError, match="hand in dataset `register`"):
        linked(county)


def test_what_was_not_yet_known_on_the_day_is_not_linked(county: MadeUpPool) -> None:
    county.deliver("register", "2025-09", [resident("张小明", BORN, 123)])
    county.deliver("register", "2025-10", [resident("王芳", date(1970, 1, 1), 22)])
    _, rows = linked(county)
    assert [r["name"] for r in rows] == ["张小明"]
