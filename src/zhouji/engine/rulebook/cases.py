"""Runs the cases of policies: what is given, what must come out, by two evaluators that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from zhouji.base.arrow import ARROW
from zhouji.base.errors import ZhoujiError
from zhouji.engine.rulebook.binding import BoundPolicy, InForce, bind_policies
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rulebook.models import Case, Policy
from zhouji.engine.rulebook.reading import Placed
from zhouji.engine.rules import Type, Unit, amount, evaluate, evaluate_unit
from zhouji.engine.rules.types import Value
from zhouji.engine.rules.written import as_content, as_yaml

Given = dict[str, Value | None]


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
            f"{as_yaml(self.expected)}, got {as_yaml(self.got)} ({self.by})"
        )


def run_cases(book: PolicyBook, code: str) -> list[FailedCase]:
    """Every case of one policy; the failed ones, in the file's order."""
    placed = book.content.policies[code]
    plain: dict[date, InForce] = {}
    groups: dict[tuple[date, frozenset[tuple[Unit, str]]], list[int]] = {}
    types: dict[tuple[Unit, str], Type] = {}
    for index, case in enumerate(placed.model.cases):
        if case.at not in plain:
            plain[case.at] = book.bind(case.at, book.versions_on(case.at, code))
        given = _overridden(plain[case.at], case, book)
        types |= given
        groups.setdefault((case.at, frozenset(given)), []).append(index)
    failed: list[tuple[int, FailedCase]] = []
    for (day, names), indexes in groups.items():
        bound = plain[day]
        if names:
            bound = _with_given(book, day, code, {name: types[name] for name in names})
        failed += _run(bound, placed, indexes)
    return [failure for _, failure in sorted(failed, key=lambda pair: pair[0])]


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


def _run(
    bound: InForce, placed: Placed[Policy], indexes: Sequence[int]
) -> list[tuple[int, FailedCase]]:
    """The failures of cases that share a program: each by hand, then all by the kernel."""
    (policy,) = bound.policies.values()
    failed: list[tuple[int, FailedCase]] = []
    rows: dict[int, tuple[Given, list[Given]]] = {}
    by_hand: dict[int, Given] = {}

    def fail(index: int, what: str, expected: Any, got: Any, by: str) -> None:
        where, name = placed.marked.where(("cases", index)), placed.model.cases[index].name
        failed.append((index, FailedCase(where, policy.code, name, what, expected, got, by)))

    for index in indexes:
        case = placed.model.cases[index]
        try:
            row = _rows(bound, case)
            by_hand[index] = _reference(bound, policy, *row)
            rows[index] = row
        except (ZhoujiError, ValueError, ArithmeticError) as error:
            fail(index, "a result", "one", str(error), "not evaluated")
            continue
        for what, expected in case.expect.items():
            if not _agrees(bound, policy, what, expected, by_hand[index].get(what)):
                got = plain_value(policy, bound, what, by_hand[index].get(what))
                fail(index, what, expected, got, "reference")
    for index, found in _kernel(bound, policy, rows).items():
        for what, value in by_hand[index].items():
            if value != found[what]:
                fail(index, what, value, found[what], "kernel against reference")
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
    bound: InForce, policy: BoundPolicy, rows: Mapping[int, tuple[Given, list[Given]]]
) -> dict[int, Given]:
    """The results of the cases by the kernel; the subject is the first member."""
    program = bound.program
    homes = fact_table(
        program.households, [row for row, _ in rows.values()], {"household_id": list(rows)}
    )
    people = [(index, member) for index, (_, members) in rows.items() for member in members]
    numbers = [index for index, _ in people]
    ids = {"household_id": numbers, "person_id": list(range(len(people)))}
    members = fact_table(program.persons, [member for _, member in people], ids)
    outcome = evaluate(program, members, homes, engine="kernel")
    if policy.unit is Unit.HOUSEHOLD:
        columns, places = outcome.households, list(range(len(rows)))
    else:
        columns, places = outcome.persons, [numbers.index(index) for index in rows]
    lists = {name: column.to_list() for name, column in columns.items()}
    return {
        index: _settled(policy, {name: values[place] for name, values in lists.items()})
        for index, place in zip(rows, places, strict=True)
    }


def _settled(policy: BoundPolicy, row: Mapping[str, Value | None]) -> Given:
    """Results by their short names; no amount unless eligible."""
    found = {name.removeprefix(f"{policy.code}."): value for name, value in row.items()}
    found.setdefault("received", None)
    found["amount"] = found.get("amount") if found["eligible"] is True else None
    return found


def _agrees(
    bound: InForce, policy: BoundPolicy, what: str, expected: Any, got: Value | None
) -> bool:
    if what != "amount" or expected is None:
        return type(expected) is type(got) and bool(expected == got)
    kinds = [o.type for o in bound.program.outputs if o.name == policy.output("amount")]
    try:
        return bool(kinds) and amount(kinds[0], expected) == got
    except (ValueError, ArithmeticError):
        return False


def plain_value(policy: BoundPolicy, bound: InForce, what: str, value: Value | None) -> Any:
    """A result as content writes it: money in yuan, a ratio with its point."""
    if value is None or what != "amount":
        return value
    kind = next(o.type for o in bound.program.outputs if o.name == policy.output(what))
    return as_content(kind, value)


def fact_table(
    types: Mapping[str, Type], rows: Sequence[Given], ids: Mapping[str, Sequence[int]]
) -> pa.Table:
    """Rows of facts as an Arrow table that evaluators take."""
    columns = {name: pa.array(values, pa.int64()) for name, values in ids.items()}
    for name, kind in types.items():
        columns[name] = pa.array([row.get(name) for row in rows], ARROW[kind])
    return pa.table(columns)
