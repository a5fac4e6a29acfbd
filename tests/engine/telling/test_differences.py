"""What two explanations say differently: results, conditions that turned, values old and new."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.engine.rulebook.folders import EXAMPLE, small
from zhouji.engine.rulebook import PolicyBook, load_policies
from zhouji.engine.telling import explain_household
from zhouji.engine.telling.differences import compare

DAY = date(2024, 6, 30)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policies(EXAMPLE)


def told(book: PolicyBook, money: int | None, *members: int) -> dict[str, Any]:
    home = {"household_id": 2, "money": money, "registered": True, "class_basic": False}
    people = [{"person_id": one, "age": 40 if one == 21 else 5, "income_12m": 0} for one in members]
    return explain_household(book, home, people, DAY)


def test_two_equal_explanations_say_nothing(book: PolicyBook) -> None:
    assert compare(told(book, 0, 21), told(book, 0, 21)) == []


def test_a_value_that_became_unknown_turns_its_condition(book: PolicyBook) -> None:
    changed = compare(told(book, 0, 21), told(book, None, 21))
    (one,) = [told for told in changed if told["code"] == "EX-01"]
    assert (one["was"]["eligible"], one["now"]["eligible"]) == (True, None)
    (turned,) = one["conditions"]
    assert (turned["id"], turned["was"], turned["now"]) == ("C3", True, None)
    assert turned["facts"] == [{"name": "money", "was": "0.00", "now": None}]


def test_who_came_has_no_result_before(book: PolicyBook) -> None:
    changed = compare(told(book, 0, 21), told(book, 0, 21, 22))
    (one,) = [told for told in changed if told["subject_id"] == 22]
    assert (one["code"], one["was"]) == ("EX-02", None)
    assert one["now"]["possible"]


def test_a_household_that_is_gone_has_no_result_now(book: PolicyBook) -> None:
    changed = compare(told(book, 0, 21, 22), None)
    assert {one["now"] for one in changed} == {None}
    assert {one["subject_id"] for one in changed} == {2, 22}


def test_another_figure_shows_as_a_value_old_and_new(book: PolicyBook, tmp_path: Path) -> None:
    change = ("parameters/basic_std_month.yaml", "value: 1000", "value: 1001")
    changed = compare(told(book, 0, 21), told(load_policies(small(tmp_path, change)), 0, 21))
    values = [v for one in changed for c in one["conditions"] for v in c["values"]]
    assert {"name": "basic_std_month", "was": "1000.00", "now": "1001.00"} in values
