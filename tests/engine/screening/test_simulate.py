"""A simulation counts who gains, who loses and what it costs, by township."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from tests.engine.rulebook.folders import EXAMPLE, small
from zhouji.engine.rulebook import BadChangeError, PolicyBook, load_policies
from zhouji.engine.screening import simulate

DAY = date(2024, 6, 30)
PERSONS = pa.table(
    {
        "household_id": [1, 2, 3],
        "person_id": [11, 21, 31],
        "age": [40, 40, 5],
        "disability_grade": [0, 0, 0],
        "income_12m": pa.array([0, 1_210_000, None], pa.int64()),
        "on_child_allowance": [False, False, False],
    }
)
HOUSEHOLDS = pa.table(
    {
        "household_id": [1, 2, 3],
        "registered": [True, True, True],
        "money": [0, 0, 0],
        "class_basic": [False, False, False],
        "township": ["north", "south", None],
    }
)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policies(EXAMPLE)


def test_a_higher_standard_costs_what_it_adds(book: PolicyBook) -> None:
    said = simulate(book, PERSONS, HOUSEHOLDS, DAY, {"basic_std_month": "1100"}).as_json()
    first = said["policies"][0]
    assert (first["code"], first["gains"], first["loses"]) == ("EX-01", 2, 0)
    assert (first["cost_before"], first["cost_after"]) == ("1000.00", "1191.67")
    assert (first["unknown_before"], first["unknown_after"]) == (1, 1)
    assert said["changes"] == {"basic_std_month": "1100"}
    towns = {row["township"]: (row["gains"], row["cost_change"]) for row in said["townships"]}
    assert towns == {"north": (1, "100.00"), "south": (1, "91.67"), "?": (0, "0.00")}


def test_an_amount_that_nobody_knows_is_neither_nothing_nor_a_gain(tmp_path: Path) -> None:
    amount = '"greatest(0, std * n_members - div_floor(hh_income_12m, 12))"'
    folder = small(
        tmp_path,
        ("policies/EX-01.yaml", amount, "\"$child_rate['infant'] + div_floor(money, 12)\""),
    )
    text = (folder / "policies/EX-01.yaml").read_text(encoding="utf-8")
    only = "  eligible: C1\n  received: class_basic"
    text = text[: text.index("cases:")].replace("  received: class_basic", only)
    case = (
        "cases:\n- {name: x, at: 2024-01-01, household: {registered: true}, expect: {C1: true}}\n"
    )
    (folder / "policies/EX-01.yaml").write_text(text + case, encoding="utf-8")
    unsure = HOUSEHOLDS.set_column(2, "money", pa.array([None, 1_200, None], pa.int64()))
    change = {"child_rate['infant']": "301"}
    found = simulate(load_policies(folder), PERSONS, unsure, DAY, change, policy="EX-01")
    (said,) = found.as_json()["policies"]
    assert (said["gains"], said["loses"]) == (1, 0)
    assert (said["amount_unknown_before"], said["amount_unknown_after"]) == (2, 2)
    (row,) = found.changed_units().to_pylist()
    assert (row["household_id"], row["fen_before"], row["fen_after"]) == (2, 30_100, 30_200)


def test_a_lower_limit_takes_away(book: PolicyBook) -> None:
    change = {"money_limit_person": Decimal("-1")}
    found = simulate(book, PERSONS, HOUSEHOLDS, DAY, change, policy="EX-01")
    assert list(found.policies) == ["EX-01"]
    rows = found.changed_units().to_pylist()
    assert [(r["household_id"], r["effect"], r["fen_before"], r["fen_after"]) for r in rows] == [
        (1, "loses", 100_000, 0)
    ]


def test_a_row_of_a_table_can_be_changed(book: PolicyBook) -> None:
    people = PERSONS.set_column(4, "income_12m", pa.array([0, 0, 0], pa.int64()))
    change = {"$child_rate['infant']": "350"}
    said = simulate(book, people, HOUSEHOLDS, DAY, change, policy="EX-02").as_json()
    assert (said["cost_before"], said["cost_after"], said["gains"]) == ("300.00", "350.00", 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"basic_std_moth": "1"}, "no parameter basic_std_moth; did you mean basic_std_month?"),
        ({"basic_std_month": "many"}, "money is asked"),
        ({"basic_std_month": "1.005"}, "more than 2 places"),
        ({"basic_std_month": "NaN"}, "plain figure"),
        ({"basic_std_month": True}, "money is asked"),
        ({"child_rate['baby']": "1"}, "no row"),
        ({"child_rate": "1"}, "no row"),
        ({"basic_std_month['x']": "1"}, "is no table"),
        ({"a b": "1"}, "is no parameter"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    book: PolicyBook, change: dict[str, str], said: str
) -> None:
    with pytest.raises(BadChangeError) as refusal:
        simulate(book, PERSONS, HOUSEHOLDS, DAY, change)
    assert said in str(refusal.value)


def test_who_has_the_higher_of_a_group_is_not_counted_for_the_lower(book: PolicyBook) -> None:
    people = PERSONS.set_column(3, "disability_grade", pa.array([1, 0, 0]))
    change = {"money_limit_person": Decimal("-1")}
    found = simulate(book, people, HOUSEHOLDS, DAY, change)
    rows = {(r["policy"], r["effect"]) for r in found.changed_units().to_pylist()}
    assert rows == {("EX-01", "loses"), ("EX-03", "gains")}
