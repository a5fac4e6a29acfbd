"""Names, scopes, types and parameters: bound rightly, or every fault told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhouji.engine.rules import (
    Constant,
    Output,
    ParameterUse,
    Program,
    RuleFaults,
    Table,
    Type,
    Unit,
    Variable,
    Vocabulary,
    amount,
    bind,
    evaluate_unit,
    parse,
)

VOCABULARY = Vocabulary(
    persons={"age": Type.INT, "alive": Type.BOOL, "money": Type.MONEY, "both": Type.INT},
    households={"income": Type.MONEY, "class_db": Type.BOOL, "both": Type.INT, "share": Type.RATIO},
)
PARAMETERS = {
    "std": Constant(Type.MONEY, 90_000),
    "none_yet": Constant(Type.MONEY, None),
    "years": Table(Type.RATIO, {("DB",): 2_000_000, ("GX",): None}),
}
P, H = Unit.PERSON, Unit.HOUSEHOLD


def bound(
    text: str, unit: Unit = H, type: Type | None = None, **variables: tuple[Unit, str]
) -> Program:
    named = [Variable(name, of, parse(t, name)) for name, (of, t) in variables.items()]
    output = Output("answer", unit, parse(text, "a1.yaml:3 when"), type=type)
    return bind(
        VOCABULARY, [output], variables=named, parameters=PARAMETERS, as_of=date(2025, 9, 30)
    )


def faults(text: str, unit: Unit = H, **more: object) -> str:
    with pytest.raises(RuleFaults) as caught:
        bound(text, unit, **more)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("incom > 3", "did you mean income?"),
        ("age > 3", "any_member(age)"),
        ("person.age > 3", "any_member(age)"),
        ("in_class('XX')", "no class 'XX'"),
        ("in_class(alive)", "in_class('DB')"),
        ("$stt > 3", "did you mean $std?"),
        ("$years > 3", "no row for no key"),
        ("$years['BD'] > 3", "$years['DB']"),
        ("$std['DB'] > 3", "no table"),
        ("$years['DB', 'GX'] > 3", "no row for ['DB', 'GX']"),
        ("$years[1] > 3", "no row for [1]"),
        ("both < 99999999999999999999999999999", "does not fit in 64 bits"),
        ("income < 1.00000000000000000000000000001", "more than 2 places"),
        ("income > both", "int and money side by side"),
        ("income * income > 3", "money * money means nothing"),
        ("both / income > 3", "int / money"),
        ("income and class_db", "and takes a bool, this is money"),
        ("class_db < class_db", "bool has no order"),
        ("income = 3.005", "more than 2 places"),
        ("share = 0.0000001", "more than 6 places"),
        ("sum_members(alive) > 1", "sum_members of bool"),
        ("count_members(age) > 1", "count_members of int"),
        ("any_member(sum_members(age) > 1)", "where a person is asked"),
        ("any_member(both > 1)", "person.both or household.both"),
        ("years(income) > 1", "takes a date"),
        ("div_floor(share, 2) > 1", "div_floor of ratio"),
        ("- class_db", "negate of bool"),
        ("CASE WHEN both THEN 1 ELSE 2 END > 1", "WHEN takes a bool"),
        ("yuan(income) > 1", "yuan takes a int"),
    ],
)
def test_a_fault_names_its_place_what_is_wrong_and_the_mend(text: str, said: str) -> None:
    told = faults(text)
    assert said in told
    assert told.startswith("a1.yaml:3 when: ")


def test_all_faults_of_all_expressions_are_told_together() -> None:
    told = faults("incom > 3 or $stt > 2", unused=(H, "agee > 3"))
    assert told.count("Mend:") == 3


def test_a_loop_is_told_by_its_names() -> None:
    told = faults("a > 1", a=(H, "b + 1"), b=(H, "sum_members(c)"), c=(P, "age + a"))
    assert "a loop: a -> b -> c -> a" in told


def test_a_variable_may_not_hide_a_fact() -> None:
    assert "already a fact" in faults("income > 1", income=(H, "share"))


def test_the_wrong_type_of_an_output_is_refused() -> None:
    assert "this is int, money is asked" in faults("both", type=Type.MONEY)


def test_figures_beside_money_are_yuan() -> None:
    program = bound("CASE WHEN class_db THEN 100 ELSE 0.5 END", type=Type.MONEY)
    assert evaluate_unit(program, {"class_db": True}, []).household["answer"] == 10_000
    assert evaluate_unit(program, {"class_db": False}, []).household["answer"] == 50


def test_units_read_each_other() -> None:
    program = bound(
        "any_member(rich)",
        rich=(P, "money > household.share * mean and in_class('DB')"),
        mean=(H, "sum_members(money) / count_members(alive)"),
    )
    household = {"class_db": True, "share": 1_500_000}
    members = [{"money": 100, "alive": True}, {"money": 900, "alive": True}]
    found = evaluate_unit(program, household, members)
    assert found.household == {"mean": 500, "answer": True}
    assert [member["rich"] for member in found.members] == [False, True]


def test_a_local_name_takes_the_unit_of_its_reader_and_is_kept_apart() -> None:
    local = {
        "A1": [
            Variable("std", None, parse("$std", "x")),
            Variable("C1", H, parse("income < std", "x")),
        ],
        "A2": [Variable("std", None, parse("2 * $std", "x"))],
    }
    outputs = [
        Output("A1.C1", H, parse("C1", "x"), "A1", Type.BOOL),
        Output("A2.rich", P, parse("money > std", "x"), "A2"),
    ]
    program = bind(VOCABULARY, outputs, local=local, parameters=PARAMETERS, as_of=date(2025, 9, 30))
    found = evaluate_unit(program, {"income": 90_000}, [{"money": 180_001}])
    assert found.household == {"A1.std": 90_000, "A1.C1": False}
    assert found.members == [{"A2.std": 180_000, "A2.rich": True}]
    assert program.reads("A1.C1").households == ("income",)
    assert program.reads("A1.C1").parameters == (ParameterUse("std"),)


def test_only_what_is_reached_is_read() -> None:
    program = bound("income > 3", unused=(H, "sum_members(money)"))
    assert (program.persons, program.households) == ({}, {"income": Type.MONEY})
    assert program.definitions == ()


def test_a_parameter_stated_unknown_makes_the_answer_unknown() -> None:
    assert evaluate_unit(bound("income < $none_yet"), {"income": 1}, []).household["answer"] is None
    assert (
        evaluate_unit(bound("share < $years['GX']"), {"share": 1}, []).household["answer"] is None
    )


def test_content_figures_become_exact_values() -> None:
    assert amount(Type.MONEY, Decimal("900.05")) == 90_005
    assert amount(Type.RATIO, Decimal("1.5")) == 1_500_000
    assert amount(Type.INT, 3) == 3
    assert amount(Type.DATE, date(2025, 1, 1)) == date(2025, 1, 1)
    assert amount(Type.CODE, None) is None
    for huge in ("1E+999999999", "-1E+30", "Infinity", "NaN", "1E-999999999"):
        with pytest.raises(ValueError, match=r"fit in 64 bits|no figure|places"):
            amount(Type.RATIO, Decimal(huge))
    assert amount(Type.INT, Decimal("0E+999999999")) == 0
    for kind, figure in ((Type.MONEY, Decimal("0.001")), (Type.INT, True), (Type.CODE, 3)):
        with pytest.raises(ValueError, match=r"."):
            amount(kind, figure)
