"""While the register stands new pairs alone are judged, with the result of linking everything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.pool.made_up_pool import MadeUpPool, id_number, resident
from zhouji.pool.link import LinkReport, link
from zhouji.pool.store import read_arrow

DAY = date(2025, 9, 30)
BORN, LATER = date(1950, 3, 14), date(1970, 1, 1)
ZHANG, WANG, LI, ZHAO = (id_number(BORN, serial) for serial in (123, 22, 35, 47))
QIAN = id_number(LATER, 51)
STRANGER = id_number(date(1960, 1, 1), 11)
FILES = {f"{name}.arrow" for name in ("persons", "households", "members", "doubtful", "links")}

Pairs = Sequence[tuple[str, str]]


def wrong(number: str) -> str:
    return number[:9] + ("7" if number[9] != "7" else "8") + number[10:]


def swapped(number: str) -> str:
    return number[:13] + number[14] + number[13] + number[15:]


REGISTER = [
    resident("张小明", BORN, 123),
    resident("張小明", BORN, 127, "H2"),
    resident("王芳", BORN, 22, "H3"),
    {**resident("李伟", BORN, 35, "H4"), "id": swapped(LI)},
    {**resident("赵六", BORN, 47, "H5"), "id": ""},
    resident("钱七", LATER, 51, "H6"),
    resident("孙八", LATER, 51, "H6"),
]


@pytest.fixture
def county(tmp_path: Path) -> MadeUpPool:
    county = MadeUpPool(tmp_path)
    county.deliver("register", "2025-09", REGISTER)
    tell(county, [(ZHANG, "张小明"), (wrong(WANG), "王芳"), ("", "王芳"), (STRANGER, "周九")])
    return county


def tell(county: MadeUpPool, pairs: Pairs) -> None:
    county.deliver("vehicles", "2025-09", [{"id": number, "name": name} for number, name in pairs])


def linked(county: MadeUpPool, name: str, before: Path | None = None) -> tuple[LinkReport, Path]:
    out = county.generation(name)
    return link(county.pool, county.catalogue, DAY, before, out), out


def assert_as_linked_anew(county: MadeUpPool, report: LinkReport, out: Path) -> None:
    whole, anew = linked(county, f"{out.name}-anew")
    assert {file.name for file in out.iterdir()} == FILES | {"link.json"}
    for file in sorted(out.iterdir()):
        assert file.read_bytes() == (anew / file.name).read_bytes(), file.name
    for counted in ("linked", "repaired", "conflicts", "unlinked", "pairs", "reasons"):
        assert getattr(report, counted) == getattr(whole, counted)
    assert (report.persons, report.households) == (whole.persons, whole.households)


@pytest.mark.parametrize(
    ("pairs", "reasons"),
    [
        ([(ZHANG, "张小明"), (ZHANG, "张小明"), (wrong(WANG), "王芳"), ("", "王芳")], set()),
        ([], set()),
        ([(WANG, "王·芳")], {"same"}),
        ([(WANG, "王?")], {"damaged_name"}),
        ([(WANG, "冯十")], {"other_name"}),
        ([(swapped(WANG), "王芳")], {"one_character"}),
        ([("3.30498E+17", "王芳")], {"float"}),
        ([("3.30498E+17", "张小明")], {"several_candidates"}),
        ([(wrong(WANG), "冯十")], {"no_candidate"}),
        ([("", "冯十")], {"blank_id"}),
        ([("", "赵六"), (swapped(LI), "李伟")], set()),
        ([(QIAN, "冯十")], {"register_two_names"}),
        ([(id_number(LATER, 77), "冯十")], {"not_registered"}),
        ([(id_number(LATER, 77), "赵六")], {"not_registered"}),
    ],
)
def test_new_pairs_are_judged_without_reading_the_register(
    county: MadeUpPool, pairs: Pairs, reasons: set[str]
) -> None:
    _, before = linked(county, "before")
    tell(county, pairs)
    report, out = linked(county, "after", before)
    old, new = (read_arrow(folder / "links.arrow").to_pylist() for folder in (before, out))
    known = {row["pair"] for row in old}
    assert {row["reason"] for row in new if row["pair"] not in known} == reasons
    assert report.register_stood
    assert report.judged == len(new) - len(old)
    assert (out / "persons.arrow").samefile(before / "persons.arrow")
    assert report.touched_persons is not None
    assert report.touched_households is not None
    assert len(report.touched_persons) == len(report.touched_households) == 0
    assert_as_linked_anew(county, report, out)


@pytest.mark.parametrize(
    ("first", "then", "persons"),
    [
        ([], [(LI, "李伟")], 4),
        ([], [(ZHAO, "赵六")], 4),
        ([(ZHAO, "赵六")], [(id_number(BORN, 49), "赵六")], 3),
    ],
)
def test_a_new_witness_for_a_damaged_number_has_the_register_read_again(
    county: MadeUpPool, first: Pairs, then: Pairs, persons: int
) -> None:
    tell(county, first)
    _, before = linked(county, "before")
    tell(county, then)
    report, out = linked(county, "after", before)
    assert not report.register_stood
    assert report.persons == persons
    assert report.touched_persons is not None
    assert len(report.touched_persons) == 1
    assert_as_linked_anew(county, report, out)


def test_a_witness_heard_before_leaves_the_register_alone(county: MadeUpPool) -> None:
    tell(county, [(ZHAO, "赵六")])
    _, before = linked(county, "before")
    tell(county, [(ZHAO, "赵六"), (ZHAO, "赵?"), (ZHAO, "冯十")])
    report, out = linked(county, "after", before)
    assert report.register_stood
    assert_as_linked_anew(county, report, out)


@pytest.mark.parametrize(
    ("period", "entry"),
    [
        ("2025-09", resident("冯十", LATER, 77)),
        # Remembered by name, birth date and household; as a witness the number would not do.
        ("2025-08", {**resident("赵六", BORN, 47, "H5"), "id": id_number(LATER, 77)}),
    ],
)
def test_a_new_register_is_read(county: MadeUpPool, period: str, entry: dict[str, Any]) -> None:
    _, before = linked(county, "before")
    county.deliver("register", period, [entry])
    report, out = linked(county, "after", before)
    assert not report.register_stood
    assert report.persons == 4
    assert_as_linked_anew(county, report, out)


def test_a_generation_without_the_doubtful_entries_has_the_register_read(
    county: MadeUpPool,
) -> None:
    _, before = linked(county, "before")
    (before / "doubtful.arrow").unlink()
    report, out = linked(county, "after", before)
    assert not report.register_stood
    assert_as_linked_anew(county, report, out)


SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4)]


@pytest.mark.parametrize("seed", [0, *SLOW])
def test_delivery_upon_delivery_equals_linking_everything(tmp_path: Path, seed: int) -> None:
    dice, county = Random(seed), MadeUpPool(tmp_path)
    county.deliver("register", "2025-09", REGISTER)
    sound = [ZHANG, WANG, LI, ZHAO, QIAN, STRANGER, id_number(BORN, 49)]
    damaged = ["", "3.30498E+17", *map(wrong, sound), *map(swapped, sound)]
    names = [
        "张小明",
        "張小明",
        "张?明",
        "王芳",
        "李伟",
        "李·伟",
        "赵六",
        "趙六",
        "钱七",
        "",
        "冯十",
    ]
    report, before = linked(county, "0")
    stood = set()
    for step in range(1, 13):
        pairs = [(dice.choice(sound + damaged), dice.choice(names)) for _ in range(3)]
        tell(county, pairs)
        report, before = linked(county, str(step), before)
        stood.add(report.register_stood)
        assert_as_linked_anew(county, report, before)
    assert stood == {True, False}


def test_linking_again_into_a_folder_leaves_the_shared_files_of_the_other(
    county: MadeUpPool,
) -> None:
    _, before = linked(county, "before")
    _, out = linked(county, "after", before)
    content = (before / "persons.arrow").read_bytes()
    county.deliver("register", "2025-09", [resident("冯十", LATER, 77)])
    link(county.pool, county.catalogue, DAY, None, out)
    assert (before / "persons.arrow").read_bytes() == content
    assert (out / "persons.arrow").read_bytes() != content


def test_where_files_cannot_be_shared_they_are_copied(
    county: MadeUpPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    _, before = linked(county, "before")
    monkeypatch.setattr(os, "link", refuse)
    report, out = linked(county, "after", before)
    assert report.register_stood
    assert not (out / "persons.arrow").samefile(before / "persons.arrow")
    assert_as_linked_anew(county, report, out)
