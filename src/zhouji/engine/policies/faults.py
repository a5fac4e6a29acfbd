"""Finds every fault of the policies' content that reading alone does not show."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from zhouji.engine.base.errors import Fault, Faults
from zhouji.engine.policies.binding import BoundPolicy, InForce, bind_policies
from zhouji.engine.policies.figures import FiguresByDay, rows_of
from zhouji.engine.policies.models import Case, Policy, Version
from zhouji.engine.policies.parsing import RESERVED, ParsedVersion
from zhouji.engine.policies.reading import Content, Placed
from zhouji.engine.policies.vocabulary import Facts
from zhouji.engine.rules import Unit, Variable, names_in, parameters_in


def life_of(policy: Policy, version: Version) -> tuple[date, date]:
    """First and last day of a version; the last is date.max while it is open."""
    later = [other.start for other in policy.versions if other.start > version.start]
    ends = [min(later) - timedelta(days=1)] if later else []
    return version.start, min([*ends, version.until or date.max])


def version_faults(content: Content) -> Iterator[Fault]:
    """Versions that begin on one day or begin while another still says it is in force."""
    for placed in content.policies.values():
        versions = placed.model.versions
        for index, version in enumerate(versions):
            where = placed.marked.where(("versions", index, "from"))
            if version.until and version.until < version.start:
                yield Fault(where, "until is before from", "until is the last day in force")
            for other in versions[:index]:
                if _overlap(version, other):
                    what = f"overlaps the version from {other.start}"
                    yield Fault(where, what, "end one the day before the other begins")


def _overlap(one: Version, other: Version) -> bool:
    first, second = sorted((one, other), key=lambda version: version.start)
    return first.start == second.start or (first.until is not None and first.until >= second.start)


def group_faults(content: Content) -> Iterator[Fault]:
    """Exclusivity groups that name policies that are not there, and the other way round."""
    placed = content.exclusivity
    groups = {group.id: group for group in placed.model.groups}
    for index, group in enumerate(placed.model.groups):
        if groups[group.id] is not group:
            where = placed.marked.where(("groups", index, "id"))
            yield Fault(where, f"group {group.id} is given twice", "join the two")
        for place, code in enumerate(group.order):
            where = placed.marked.where(("groups", index, "order", place))
            if code not in content.policies:
                yield Fault(where, f"no policy {code}", nearest(code, content.policies))
            elif code in group.order[:place]:
                yield Fault(where, f"{code} stands twice", "keep one of them")
    for policy in content.policies.values():
        exclusive, where = policy.model.exclusive, policy.marked.where(("exclusive",))
        if exclusive is None:
            continue
        if exclusive not in groups:
            yield Fault(where, f"no exclusivity group {exclusive}", nearest(exclusive, groups))
        elif policy.model.code not in groups[exclusive].order:
            mend = f"add {policy.model.code} to its order in exclusivity.yaml"
            yield Fault(where, f"group {exclusive} does not rank this policy", mend)


def ask_faults(content: Content, facts: Facts, variables: Iterable[Variable]) -> Iterator[Fault]:
    """Facts to ask for that nobody knows of."""
    known = {*facts.persons, *facts.households, *(variable.name for variable in variables)}
    for placed in content.policies.values():
        for index, version in enumerate(placed.model.versions):
            for place, condition in enumerate(version.conditions):
                for name in condition.ask:
                    if name not in known:
                        path = ("versions", index, "conditions", place, "ask")
                        what = f"no fact {name} to ask for"
                        yield Fault(placed.marked.where(path), what, nearest(name, known))


def nearest(word: str, known: Iterable[str]) -> str:
    """A mend that suggests the nearest known word."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "declare it or take it out"


def caseless(content: Content) -> Iterator[Fault]:
    """Policies that no case proves."""
    for placed in content.policies.values():
        if not placed.model.cases:
            mend = "add cases: one that fits, one that does not, one unknown, one a threshold"
            yield Fault(placed.marked.where(("code",)), "policy without cases", mend)


def used_parameters(parsed: ParsedVersion, variables: Iterable[Variable]) -> dict[str, str]:
    """The parameters a version reads, also through variables, each with a place that reads it."""
    by_name: dict[str, list[Variable]] = {}
    for variable in variables:
        by_name.setdefault(variable.name, []).append(variable)
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [(expr, expr.place.where) for expr in parsed.expressions]
    while waiting:
        expr, where = waiting.pop(0)
        for name in parameters_in(expr):
            found.setdefault(name, where)
        for name in names_in(expr) - seen:
            seen.add(name)
            waiting += [(variable.expr, where) for variable in by_name.get(name, [])]
    return found


def coverage_faults(
    content: Content, parsed: ParsedVersion, variables: list[Variable], today: date
) -> Iterator[Fault]:
    """Days of a version's life, up to today or to a case, on which a parameter has no value."""
    first, last = life_of(parsed.policy, parsed.version)
    days = [case.at for case in parsed.policy.cases if first <= case.at <= last]
    until = max([first, min(last, today), *days])
    for name, where in sorted(used_parameters(parsed, variables).items()):
        placed = content.parameters.get(name)
        gap = placed.model.gap(first, until) if placed else None
        if placed and gap:
            yield no_value(placed.marked.where(("values",)), name, gap, where)


def no_value(where: str, name: str, day: date, reader: str) -> Fault:
    """The fault of a parameter that says nothing about a day."""
    mend = f"add a value from {day} or earlier to {where} (status unknown if nobody knows it)"
    return Fault(reader, f"parameter {name} has no value on {day}", mend)


def binding_faults(
    content: Content,
    parsed: ParsedVersion,
    facts: Facts,
    variables: list[Variable],
    figures: FiguresByDay,
    today: date,
) -> list[Fault]:
    """Names, types, functions and loops, on every day on which they can differ.

    Of days on which all tables have the same rows the first stands for all.
    """
    first, last = life_of(parsed.policy, parsed.version)
    tables = used_parameters(parsed, variables).keys() & content.parameters.keys()
    days = {first, today, *(case.at for case in parsed.policy.cases)}
    days |= {value.start for name in tables for value in content.parameters[name].model.values}
    distinct: dict[Any, date] = {}
    for day in sorted(day for day in days if first <= day <= last):
        distinct.setdefault(rows_of(figures.on(day)), day)
    vocabulary, asked = facts.vocabulary(), BoundPolicy.everything
    for day in distinct.values():
        try:
            bound = bind_policies(
                [parsed], vocabulary, variables, figures.on(day), day, asked=asked
            )
        except Faults as faults:
            return list(faults.faults)
        if found := _amount_fault(parsed, bound):
            return [found]
    return []


def _amount_fault(parsed: ParsedVersion, bound: InForce) -> Fault | None:
    """An amount that is no figure: `unit: none` asks for no kind by itself."""
    name = bound.policies[parsed.policy.code].output("amount")
    kinds = [output.type for output in bound.program.outputs if output.name == name]
    if parsed.amount is None or all(kind.is_number for kind in kinds):
        return None
    what = f"an amount is a figure, this is a {kinds[0]}"
    return Fault(parsed.amount.place.where, what, "give money, a ratio or a whole number")


def derived_faults(content: Content, facts: Facts) -> Iterator[Fault]:
    """Variables given twice."""
    placed = content.variables
    seen: set[tuple[Unit, str]] = set()
    for index, derived in enumerate(placed.model.derived):
        key = (Unit(derived.unit), derived.name)
        if key in seen:
            where = placed.marked.where(("derived", index, "name"))
            yield Fault(where, f"variable {derived.name} is given twice", "keep one of them")
        seen.add(key)


def case_faults(placed: Placed[Policy], facts: Facts, variables: list[Variable]) -> Iterator[Fault]:
    """Cases that say something about names or days that do not exist."""
    known = {
        unit: {*facts.of(unit), *(v.name for v in variables if v.unit is unit)} for unit in Unit
    }
    policy = placed.model
    for index, case in enumerate(policy.cases):
        where = placed.marked.where(("cases", index))
        if (version := policy.version_on(case.at)) is None:
            yield Fault(where, f"no version in force on {case.at}", "choose a day of a version")
            continue
        if policy.unit == "person" and not case.members:
            yield Fault(where, "a person's policy and no member", "give the subject first")
        outputs = {*RESERVED, *(condition.id for condition in version.conditions)}
        for name in sorted(set(case.expect) - outputs):
            path = placed.marked.where(("cases", index, "expect", name))
            yield Fault(path, f"no condition or result {name}", nearest(name, outputs))
        for unit, path_to, row in _given(case):
            for name in sorted(set(row) - known[unit]):
                spot = placed.marked.where(("cases", index, *path_to, name))
                yield Fault(spot, f"no {unit} fact {name}", nearest(name, known[unit]))


def _given(case: Case) -> Iterator[tuple[Unit, tuple[str | int, ...], dict[str, Any]]]:
    yield Unit.HOUSEHOLD, ("household",), case.household
    for index, row in enumerate(case.members):
        yield Unit.PERSON, ("members", index), row
