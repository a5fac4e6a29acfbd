"""Runs the cases of policies: what is given, what must come out, by two evaluators that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from zhouji.engine.base.errors import ZhoujiError
from zhouji.engine.policies.binding import BoundPolicy, InForce, bind_policies
from zhouji.engine.policies.book import PolicyBook
from zhouji.engine.policies.models import Case, Policy
from zhouji.engine.policies.reading import Placed
from zhouji.engine.rules import Type, Unit, amount, evaluate, evaluate_unit
from zhouji.engine.rules.types import FEN, MICRO, Value

Given = dict[str, Value | None]
ARROW = {
    Type.BOOL: pa.bool_(),
    Type.INT: pa.int64(),
    Type.MONEY: pa.int64(),
    Type.RATIO: pa.int64(),
    Type.DATE: pa.date32(),
    Type.CODE: pa.string(),
}


@dataclass(frozen=True)
class FailedCase:
    """A case whose result is not the expected one."""

    where: str
    policy: str
    case: str
    what: str
    expected: Any
    got: Any
    by: str

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.policy}, case {self.case!r}: {self.what} expected "
            f"{shown(self.expected)}, got {shown(self.got)} ({self.by})"
        )


def shown(value: Any) -> str:
    """A result as a case writes it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def run_cases(book: PolicyBook, code: str) -> list[FailedCase]:
    """Every case of one policy; the failed ones."""
    placed = book.content.policies[code]
    failed: list[FailedCase] = []
    bound: dict[tuple[date, frozenset[tuple[Unit, str]]], InForce] = {}
    for index, case in enumerate(placed.model.cases):
        plain = bound.setdefault(
            (case.at, frozenset()), book.bind(case.at, book.versions_on(case.at, code))
        )
        given = _overridden(plain, case, book)
        if (case.at, frozenset(given)) not in bound:
            bound[case.at, frozenset(given)] = _with_given(book, case.at, code, given)
        failed += _run(bound[case.at, frozenset(given)], placed, index)
    return failed


def _overridden(plain: InForce, case: Case, book: PolicyBook) -> dict[tuple[Unit, str], Type]:
    """Variables that the case gives instead of having them worked out, with their types."""
    named = {(Unit.HOUSEHOLD, name) for name in case.household}
    named |= {(Unit.PERSON, name) for row in case.members for name in row}
    county_wide = {(variable.unit, variable.name) for variable in book.variables}
    return {
        (one.unit, one.name): one.type
        for one in plain.program.definitions
        if (one.unit, one.name) in named & county_wide
    }


def _with_given(
    book: PolicyBook, day: date, code: str, given: Mapping[tuple[Unit, str], Type]
) -> InForce:
    vocabulary = book.facts.vocabulary(
        {unit: {name: kind for (u, name), kind in given.items() if u is unit} for unit in Unit}
    )
    variables = [v for v in book.variables if (v.unit, v.name) not in given]
    return bind_policies(book.versions_on(day, code), vocabulary, variables, book.figures(day), day)


def _run(bound: InForce, placed: Placed[Policy], index: int) -> list[FailedCase]:
    case, (policy,) = placed.model.cases[index], bound.policies.values()
    where = placed.marked.where(("cases", index))

    def failure(what: str, expected: Any, got: Any, by: str) -> FailedCase:
        return FailedCase(where, policy.code, case.name, what, expected, got, by)

    try:
        household, members = _rows(bound, case)
        by_hand = _reference(bound, policy, household, members)
        by_kernel = _kernel(bound, policy, household, members)
    except (ZhoujiError, ValueError) as error:
        return [failure("a result", "one", str(error), "not evaluated")]
    failed = []
    for what, expected in case.expect.items():
        if not _agrees(bound, policy, what, expected, by_hand[what]):
            got = plain_value(policy, bound, what, by_hand[what])
            failed.append(failure(what, expected, got, "reference"))
    for what, value in by_hand.items():
        if value != by_kernel[what]:
            failed.append(failure(what, value, by_kernel[what], "kernel against reference"))
    return failed


def _rows(bound: InForce, case: Case) -> tuple[Given, list[Given]]:
    program = bound.program
    return _typed(program.households, case.household), [
        _typed(program.persons, row) for row in case.members
    ]


def _typed(types: Mapping[str, Type], row: Mapping[str, Any]) -> Given:
    return {name: amount(kind, row.get(name)) for name, kind in types.items()}


def _reference(
    bound: InForce, policy: BoundPolicy, household: Given, members: Sequence[Given]
) -> Given:
    unit = evaluate_unit(bound.program, household, members)
    row = unit.household if policy.unit is Unit.HOUSEHOLD else unit.members[0]
    return _settled(policy, {o.name: row[o.name] for o in bound.program.outputs})


def _kernel(
    bound: InForce, policy: BoundPolicy, household: Given, members: Sequence[Given]
) -> Given:
    program = bound.program
    homes = fact_table(program.households, [household], {"household_id": [1]})
    ids = {"household_id": [1] * len(members), "person_id": list(range(1, len(members) + 1))}
    people = fact_table(program.persons, members, ids)
    outcome = evaluate(program, people, homes, engine="kernel")
    columns = outcome.households if policy.unit is Unit.HOUSEHOLD else outcome.persons
    return _settled(policy, {name: column.to_list()[0] for name, column in columns.items()})


def _settled(policy: BoundPolicy, row: Mapping[str, Value | None]) -> Given:
    """Results by their short names: unknown receipt is none, no amount unless eligible."""
    found = {name.removeprefix(f"{policy.code}."): value for name, value in row.items()}
    found["received"] = found.get("received") is True
    found["amount"] = found.get("amount") if found["eligible"] is True else None
    return found


def _agrees(
    bound: InForce, policy: BoundPolicy, what: str, expected: Any, got: Value | None
) -> bool:
    if what == "received":
        return (expected is True) is got
    if what != "amount" or expected is None:
        return expected is got
    kind = next(o.type for o in bound.program.outputs if o.name == policy.output("amount"))
    try:
        return amount(kind, expected) == got
    except (ValueError, ArithmeticError):
        return False


def plain_value(policy: BoundPolicy, bound: InForce, what: str, value: Value | None) -> Any:
    """A result as content writes it: money in yuan, a ratio with its point."""
    if value is None or what != "amount":
        return value
    kind = next(o.type for o in bound.program.outputs if o.name == policy.output(what))
    return written(kind, value)


def written(kind: Type, value: Value) -> Any:
    """A held value as content writes it."""
    if kind is Type.MONEY and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // FEN}.{abs(value) % FEN:02d}"
    if kind is Type.RATIO and isinstance(value, int):
        figure = f"{'-' if value < 0 else ''}{abs(value) // MICRO}.{abs(value) % MICRO:06d}"
        return figure.rstrip("0").rstrip(".")
    return value


def fact_table(
    types: Mapping[str, Type], rows: Sequence[Given], ids: Mapping[str, Sequence[int]]
) -> pa.Table:
    """Rows of facts as an Arrow table that evaluators take."""
    columns = {name: pa.array(values, pa.int64()) for name, values in ids.items()}
    for name, kind in types.items():
        columns[name] = pa.array([row.get(name) for row in rows], ARROW[kind])
    return pa.table(columns)
