"""Screening says the same whichever evaluator works, keeps what it says, and tells changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.engine.rulebook.folders import EXAMPLE, small
from tests.engine.screening.random_facts import tables
from zhouji.engine.rulebook import PolicyBook, load_policies
from zhouji.engine.rules import EvaluationRefused, Unit
from zhouji.engine.screening import Screening, findings, screen, wide

DAY = date(2024, 6, 30)
COUNTY = Path(__file__).parents[3] / "counties" / "pinghu"


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policies(EXAMPLE)


@pytest.fixture(scope="module")
def county() -> PolicyBook:
    return load_policies(COUNTY)


def same(one: Screening, other: Screening) -> None:
    assert one.results.keys() == other.results.keys()
    for code, result in one.results.items():
        for part in ("known", "true", "fen"):
            ours, theirs = getattr(result, part), getattr(other.results[code], part)
            assert np.array_equal(ours, theirs), (code, part)
    for unit in Unit:
        assert wide(one, unit, trace=True) == wide(other, unit, trace=True)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
def test_an_engine_screens_the_example_as_the_reference(
    book: PolicyBook, seed: int, engine: str
) -> None:
    persons, households = tables(book.in_force(DAY), seed)
    expected = screen(book, persons, households, DAY, "reference")
    same(screen(book, persons, households, DAY, engine), expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
def test_an_engine_screens_the_county_as_the_reference(county: PolicyBook, engine: str) -> None:
    day = date(2025, 9, 30)
    persons, households = tables(county.in_force(day), seed=7, homes=150)
    expected = screen(county, persons, households, day, "reference")
    same(screen(county, persons, households, day, engine), expected)  # type: ignore[arg-type]


def test_a_screening_of_some_households_says_what_the_whole_says(book: PolicyBook) -> None:
    persons, households = tables(book.in_force(DAY), seed=3)
    whole = screen(book, persons, households, DAY)
    some = pa.array([101, 117, 144])
    part = screen(
        book,
        persons.filter(pc.is_in(persons["household_id"], some)),
        households.filter(pc.is_in(households["household_id"], some)),
        DAY,
    )
    for unit in Unit:
        everybody = wide(whole, unit, trace=True)
        asked = everybody.filter(pc.is_in(everybody["household_id"], some))
        assert wide(part, unit, trace=True) == asked.combine_chunks()
        key = "person_id" if unit is Unit.PERSON else "household_id"
        rows = np.isin(everybody[key].to_numpy(), asked[key].to_numpy())
        assert np.array_equal(whole.digest(unit)[rows], part.digest(unit))


def test_a_finding_is_eligible_or_possible_and_not_received(book: PolicyBook) -> None:
    found = _findings(
        book,
        [_home(1, money=None), _home(2, money=0), _home(3, money=0, class_basic=True)],
        [_person(1, 11, income=0), _person(2, 21, income=0), _person(3, 31, income=0)],
    )
    rows = [(f["household_id"], f["policy"], f["state"]) for f in found]
    assert rows == [(1, "EX-01", "possible"), (2, "EX-01", "eligible")]
    assert found[0]["missing"] == ["money"]
    assert (found[0]["amount_fen"], found[1]["amount_fen"]) == (None, 100_000)
    assert found[1]["missing"] == []


def test_a_household_is_found_for_the_highest_of_a_group_only(book: PolicyBook) -> None:
    found = _findings(
        book,
        [_home(1, money=0), _home(2, money=900_000_000), _home(3, money=0, class_basic=True)],
        [_person(n, n * 10, income=0, age=85) for n in (1, 2, 3)],
    )
    rows = [(f["household_id"], f["policy"]) for f in found]
    assert rows == [(1, "EX-01"), (2, "EX-03")]


def test_two_children_of_a_household_are_two_findings(book: PolicyBook) -> None:
    children = [_person(1, 11, income=0, age=5), _person(1, 12, income=0, age=7)]
    found = _findings(book, [_home(1, registered=False)], children)
    rows = [(f["person_id"], f["policy"], f["amount_fen"]) for f in found]
    assert rows == [(11, "EX-02", 30_000), (12, "EX-02", 18_050)]


def test_a_digest_changes_with_its_unit_only(book: PolicyBook) -> None:
    people = [_person(1, 11, income=0), _person(2, 21, income=0)]
    before = _screened(book, [_home(1, money=0), _home(2, money=0)], people)
    after = _screened(book, [_home(1, money=0), _home(2, money=900_000_000)], people)
    changed = before.digest(Unit.HOUSEHOLD) != after.digest(Unit.HOUSEHOLD)
    assert changed.tolist() == [False, True]


def test_a_sum_beyond_64_bits_is_refused(book: PolicyBook) -> None:
    people = [_person(1, n, income=2**62) for n in range(3)]
    with pytest.raises(EvaluationRefused, match="64 bits"):
        _screened(book, [_home(1, money=0)], people)


def test_an_unknown_parameter_makes_the_result_unknown(tmp_path: Path) -> None:
    change = ("parameters/money_limit_person.yaml", "value: 30000, status: demo_only", UNKNOWN)
    folder = small(tmp_path, change)
    text = (folder / "policies/EX-01.yaml").read_text(encoding="utf-8")
    start = text.index("cases:")
    (folder / "policies/EX-01.yaml").write_text(text[:start] + CASE, encoding="utf-8")
    book = load_policies(folder)
    found = _findings(book, [_home(1, money=0)], [_person(1, 11, income=0)])
    assert [(f["state"], f["missing"]) for f in found] == [("possible", ["$money_limit_person"])]


UNKNOWN = "value: null, status: unknown"


def _home(number: int, **facts: object) -> dict[str, object]:
    return {"household_id": number, "registered": True, "money": 0, "class_basic": False, **facts}


def _person(home: int, number: int, *, income: int | None, age: int = 40) -> dict[str, object]:
    return {
        "household_id": home,
        "person_id": number,
        "age": age,
        "income_12m": income,
        "disability_grade": 0,
        "on_child_allowance": False,
    }


def _tables(
    homes: list[dict[str, object]], people: list[dict[str, object]]
) -> tuple[pa.Table, pa.Table]:
    kinds = {"registered": pa.bool_(), "class_basic": pa.bool_(), "on_child_allowance": pa.bool_()}

    def table(rows: list[dict[str, object]]) -> pa.Table:
        return pa.table(
            {n: pa.array([r[n] for r in rows], kinds.get(n, pa.int64())) for n in rows[0]}
        )

    return table(people), table(homes)


def _screened(
    book: PolicyBook, homes: list[dict[str, object]], people: list[dict[str, object]]
) -> Screening:
    return screen(book, *_tables(homes, people), DAY)


def _findings(
    book: PolicyBook, homes: list[dict[str, object]], people: list[dict[str, object]]
) -> list[dict[str, object]]:
    given = _tables(homes, people)
    rows: list[dict[str, object]] = findings(screen(book, *given, DAY), book, *given).to_pylist()
    return rows


ONE_FLAG = "CASE WHEN is_known(registered) THEN 1 ELSE 0 END"


@pytest.mark.parametrize(
    ("condition", "amount"),
    [
        (f"{ONE_FLAG} != 1", "std"),
        (f"not ({ONE_FLAG} = 1)", "std"),
        ("flag != 1", "flag * std"),
        (f"any_member({ONE_FLAG} != 1)", "std"),
        (f"sum_members({ONE_FLAG}) = n_members", f"sum_members({ONE_FLAG} * yuan(1))"),
        (
            "count_members(is_known(age)) = 2",
            f"CASE WHEN {ONE_FLAG} != 1 THEN std ELSE 2 * std END",
        ),
        ("all_members(is_known(age) != is_known(registered))", "greatest(flag * yuan(3), yuan(1))"),
    ],
)
def test_a_flag_that_is_the_same_for_all_is_no_trap(
    tmp_path: Path, condition: str, amount: str
) -> None:
    text = (EXAMPLE / "policies/EX-01.yaml").read_text(encoding="utf-8")
    text = text.replace("when: registered", f'when: "{condition}"')
    text = text.replace("std: $basic_std_month", f'std: $basic_std_month\n    flag: "{ONE_FLAG}"')
    head, _, tail = text.partition('value: "greatest')
    text = f'{head}value: "{amount}"{tail[tail.index(", unit") :]}'
    text = text[: text.index("cases:")] + CASE
    folder = small(tmp_path)
    (folder / "policies/EX-01.yaml").write_text(text, encoding="utf-8")
    book = load_policies(folder)
    people = [_person(1, 11, income=0), _person(1, 12, income=0), _person(2, 21, income=0)]
    given = _tables([_home(1, money=0), _home(2, money=0)], people)
    expected = screen(book, *given, DAY, "reference")
    for engine in ("kernel", "duckdb"):
        same(screen(book, *given, DAY, engine), expected)  # type: ignore[arg-type]


CASE = "cases:\n- {name: x, at: 2024-01-01, expect: {C3: null}}\n"
