"""A case that does not hold names its file, line, what was expected and what came."""

from __future__ import annotations

from pathlib import Path

from tests.engine.rulebook.folders import line_of, small
from zhouji.engine.rulebook import check

P1 = "policies/EX-01.yaml"


def test_the_example_holds(tmp_path: Path) -> None:
    report = check(small(tmp_path))
    assert report.as_json() == {
        "policies": 3,
        "indicators": 0,
        "parameters": 3,
        "demo_only": 4,
        "cases": 12,
        "failed": 0,
        "failures": [],
    }


def test_a_failing_case_is_named_with_line_expected_and_got(tmp_path: Path) -> None:
    folder = small(tmp_path, (P1, "amount: 2000}", "amount: 2000.01}"))
    report = check(folder)
    (failure,) = report.failures
    line = line_of(folder, P1, "- name: two people without income")
    assert failure.where == f"{P1}:{line} cases.0"
    assert str(failure) == (
        f"{P1}:{line} cases.0: EX-01, case 'two people without income': "
        "amount expected 2000.01, got 2000.00 (reference)"
    )
    assert report.failed == 1


def test_unknown_is_not_false(tmp_path: Path) -> None:
    report = check(small(tmp_path, (P1, "{C3: null, eligible: null", "{C3: false, eligible: null")))
    assert ["C3 expected false, got null" in str(failure) for failure in report.failures] == [True]


def test_two_faults_in_one_case_are_one_failed_case(tmp_path: Path) -> None:
    report = check(small(tmp_path, (P1, "{C2: false, eligible: false}", "{C2: true, C1: false}")))
    assert (len(report.failures), report.failed) == (2, 1)


def test_a_case_may_give_a_derived_variable_itself(tmp_path: Path) -> None:
    given = "household: {registered: true, money: 60000, n_members: 4, hh_income_12m: 0}"
    change = (P1, "household: {registered: true, money: 60000}", given)
    result = (P1, "{C2: false, eligible: false}", "{C2: true, eligible: true, amount: 4000}")
    assert check(small(tmp_path, change, result)).failures == []


def test_a_case_with_a_value_of_the_wrong_kind_fails(tmp_path: Path) -> None:
    change = (P1, "household: {registered: true, money: 60000}", "household: {registered: 3}")
    (failure,) = check(small(tmp_path, change)).failures
    assert "3 is no bool" in str(failure)


def test_a_case_whose_sum_overflows_fails(tmp_path: Path) -> None:
    huge = "members: [{age: 40, income_12m: 90000000000000000}, {income_12m: 90000000000000000}]"
    change = (P1, "members: [{age: 40, income_12m: 12000}]", huge)
    (failure,) = check(small(tmp_path, change)).failures
    assert "64 bits" in str(failure)
