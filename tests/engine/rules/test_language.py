"""What each construct of the language answers, with all engines on one machine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.rules.asking import ask
from zhouji.engine.rules import EvaluationRefused, Type

T, F, U = True, False, None
MOST = 2**63 - 1


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        (T, T, T, T), (T, F, F, T), (T, U, U, T),
        (F, T, F, T), (F, F, F, F), (F, U, F, U),
        (U, T, U, T), (U, F, F, U), (U, U, U, U),
    ],
)  # fmt: skip
def test_and_and_or_follow_kleene(
    left: Any, right: Any, conjunction: Any, disjunction: Any
) -> None:
    facts = {"h_bool1": left, "h_bool2": right}
    assert ask("h_bool1 and h_bool2", facts) is conjunction
    assert ask("h_bool1 or h_bool2", facts) is disjunction
    assert ask("not h_bool1", facts) is (None if left is None else not left)


@pytest.mark.parametrize(
    ("value", "divisor", "rounded", "floored"),
    [(7, 2, 4, 3), (-7, 2, -4, -4), (7, -2, -4, -4), (5, 3, 2, 1), (-4, 3, -1, -2), (7, 0, U, U)],
)
def test_money_is_divided_half_away_and_floored_downwards(
    value: int, divisor: int, rounded: int | None, floored: int | None
) -> None:
    facts = {"h_money1": value, "h_int1": divisor}
    assert ask("h_money1 / h_int1", facts) == rounded
    assert ask("div_floor(h_money1, h_int1)", facts) == floored


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("h_int1 + 2", 9),
        ("h_int1 / 2", 3_500_000),
        ("h_int1 + 0.5", 7_500_000),
        ("h_int1 * 0.5", 3_500_000),
        ("h_money1 + 1", 1_101),
        ("h_money1 - 0.01", 1_000),
        ("h_money1 * 3", 3_003),
        ("h_money1 * 0.5", 501),
        ("-h_money1 * 0.5", -501),
        ("h_money1 / yuan(3)", 3_336_667),
        ("h_money1 / 0.5", 2_002),
        ("2 / h_ratio1", 1_333_333),
        ("h_ratio1 * h_ratio1", 2_250_000),
        ("h_money1 > 10", True),
        ("h_money1 >= 10.02", False),
        ("h_money1 < 2 * 5", False),
        ("h_int1 > 6.999999", True),
        ("h_int1 between 7 and 9", True),
        ("h_int1 in (1, 7)", True),
        ("h_int1 not in (1, 7)", False),
        ("h_code1 = 'a'", True),
        ("h_code1 != 'a'", False),
        ("h_code1 in ('b', 'c')", False),
        ("greatest(0, h_int1, -3)", 7),
        ("least(0, h_int1)", 0),
        ("greatest(0, h_int2)", None),
        ("is_known(h_int2)", False),
        ("not is_known(h_int1)", False),
        ("h_int2 = h_int2", None),
        ("h_date1 < DATE '2024-03-01'", True),
        ("CASE WHEN h_int1 > 9 THEN 'x' WHEN h_int1 > 5 THEN h_code1 ELSE 'z' END", "a"),
        ("CASE WHEN h_int2 > 9 THEN 1 ELSE 1 END", None),
        ("h_int1 * $limits['DB', 1]", 21),
        ("h_money1 < $std", True),
        ("h_money1 < $unknown_std", None),
        ("as_of()", date(2025, 2, 28)),
    ],
)
def test_an_expression_has_its_answer(text: str, answer: Any) -> None:
    facts = {"h_int1": 7, "h_money1": 1_001, "h_ratio1": 1_500_000, "h_code1": "a"}
    assert ask(text, {**facts, "h_date1": date(2024, 2, 29)}) == answer


@pytest.mark.parametrize(
    ("day", "years", "months"),
    [
        (date(2000, 2, 28), 25, 300),
        (date(2000, 2, 29), 24, 299),
        (date(2000, 3, 1), 24, 299),
        (date(2025, 2, 28), 0, 0),
        (date(2025, 3, 1), -1, -1),
        (date(1899, 12, 31), 125, 1501),
        (None, None, None),
    ],
)
def test_years_and_months_are_completed_ones(day: Any, years: Any, months: Any) -> None:
    assert ask("years(h_date1)", {"h_date1": day}) == years
    assert ask("months_since(h_date1)", {"h_date1": day}) == months


@pytest.mark.parametrize(
    ("text", "of_none", "of_known", "of_mixed", "decided"),
    [
        ("count_members(p_bool1)", 0, 1, None, None),
        ("any_member(p_bool1)", False, True, None, True),
        ("all_members(p_bool1)", True, False, None, None),
        ("any_member(not p_bool1)", False, True, None, None),
        ("all_members(not p_bool1)", True, False, None, False),
    ],
)
def test_one_unknown_member_counts_unless_the_others_decide(
    text: str, of_none: Any, of_known: Any, of_mixed: Any, decided: Any
) -> None:
    assert ask(text, {}, []) == of_none
    assert ask(text, {}, [{"p_bool1": True}, {"p_bool1": False}]) == of_known
    same = "any" in text or "count" in text
    undecided = not same if "not" not in text else same
    assert ask(text, {}, [{"p_bool1": undecided}, {}]) == of_mixed
    assert ask(text, {}, [{"p_bool1": True}, {}]) == decided


def test_sums_and_extremes_over_members() -> None:
    members = [{"p_int1": 4}, {"p_int1": -9}]
    assert ask("sum_members(p_int1)", {}, members) == -5
    assert ask("min_members(p_int1)", {}, members) == -9
    assert ask("max_members(p_int1)", {}, members) == 4
    for name, empty in (("sum", 0), ("min", None), ("max", None)):
        assert ask(f"{name}_members(p_int1)", {}, []) == empty
        assert ask(f"{name}_members(p_int1)", {}, [*members, {}]) is None
    assert ask("sum_members(yuan(2))", {}, members) == 400


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("h_int1 + 1", {"h_int1": MOST}),
        ("h_int1 * h_int1", {"h_int1": 3_037_000_500}),
        ("-h_int1", {"h_int1": -MOST - 1}),
        ("h_money1 * h_ratio1", {"h_money1": MOST, "h_ratio1": 1_000_001}),
        ("h_money1 / h_ratio1", {"h_money1": MOST, "h_ratio1": 999_999}),
        ("h_int1 = 1.5", {"h_int1": MOST}),
        ("div_floor(h_int1, h_int2)", {"h_int1": -MOST - 1, "h_int2": -1}),
        ("CASE WHEN is_known(h_int1) THEN 0 ELSE h_int1 + 1 END", {"h_int1": MOST}),
    ],
)
def test_an_overflow_is_refused_and_never_wrapped(text: str, facts: dict[str, Any]) -> None:
    with pytest.raises(EvaluationRefused, match=r"answer: a value of household 1 does not fit"):
        ask(text, facts)


def test_the_edge_itself_is_no_overflow() -> None:
    assert ask("h_int1 + 0", {"h_int1": MOST}) == MOST
    assert ask("h_money1 * h_ratio1", {"h_money1": MOST, "h_ratio1": 1_000_000}) == MOST
    assert ask("div_floor(h_int1, -1)", {"h_int1": MOST}) == -MOST


def test_sums_that_wrap_on_the_way_are_right_in_the_end() -> None:
    members = [{"p_int1": MOST}, {"p_int1": 5}, {"p_int1": -MOST}]
    assert ask("sum_members(p_int1)", {}, members) == 5


def test_an_output_may_ask_for_ratio_and_get_a_whole_number() -> None:
    assert ask("3", type=Type.RATIO) == 3_000_000
    assert ask("h_int1", {"h_int1": 2}, type=Type.RATIO) == 2_000_000
