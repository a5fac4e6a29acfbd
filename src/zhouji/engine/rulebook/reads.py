"""What a policy reads: the facts behind each condition, its parameters, its figures, the day.

The one place that says so. Before binding an expression reads names, through every variable it
reaches; bound, an output reads facts, by whose they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from zhouji.engine.rulebook.binding import InForce
from zhouji.engine.rulebook.errors import ContentRefusedError
from zhouji.engine.rulebook.models import Policy, Version
from zhouji.engine.rulebook.parsing import ParsedVersion, parse_variables, parse_version
from zhouji.engine.rulebook.reading import Content
from zhouji.engine.rulebook.variables import ExclusiveGroup
from zhouji.engine.rules import (
    Expr,
    ParameterUse,
    Program,
    Type,
    Unit,
    Variable,
    functions_in,
    names_in,
    parameters_in,
)
from zhouji.engine.rules.program import walk
from zhouji.engine.rules.tree import Defined, Fixed, Node

OF_THE_DAY = frozenset({"years", "months_since", "as_of"})
Fact = tuple[Unit, str]


@dataclass(frozen=True)
class PolicyReads:
    """All that one policy rests on, on one day.

    `facts` are behind its results (eligible, possible, received, conditions, amount, months
    missed) and behind the sentence that says why. What is found also depends on the policies that
    go before it in its exclusivity group: `before`.
    """

    facts: frozenset[Fact]
    parameters: frozenset[ParameterUse]
    before: tuple[str, ...]

    def of(self, unit: Unit) -> frozenset[str]:
        """The facts of persons, or of households."""
        return frozenset(name for owner, name in self.facts if owner is unit)


def policy_reads(bound: InForce, code: str, groups: Iterable[ExclusiveGroup]) -> PolicyReads:
    """What a policy of the day reads; `bound` must hold everything that is asked of it."""
    program, policy = bound.program, bound.policies[code]
    asked = {output.name for output in policy.everything()}
    missing = asked - {output.name for output in program.outputs}
    assert not missing, f"the program does not work out {sorted(missing)}"
    found = [program.reads(name) for name in sorted(asked)]
    facts = {(Unit.PERSON, name) for reads in found for name in reads.persons}
    facts |= {(Unit.HOUSEHOLD, name) for reads in found for name in reads.households}
    ranked = next((group.order for group in groups if code in group.order), [])
    return PolicyReads(
        facts=frozenset(facts),
        parameters=frozenset(use for reads in found for use in reads.parameters),
        before=tuple(ranked[: ranked.index(code)] if code in ranked else ()),
    )


def expressions_behind(version: ParsedVersion, variables: Iterable[Variable]) -> Iterator[Expr]:
    """The expressions of a version and of every county-wide variable it reaches."""
    for expr, _ in _reached(version, variables):
        yield expr


def _reached(version: ParsedVersion, variables: Iterable[Variable]) -> Iterator[tuple[Expr, str]]:
    """Each expression with the place in the version that leads to it."""
    by_name: dict[str, list[Variable]] = {}
    for variable in variables:
        by_name.setdefault(variable.name, []).append(variable)
    seen: set[str] = set()
    waiting = [(expr, expr.place.where) for expr in version.expressions]
    while waiting:
        expr, where = waiting.pop(0)
        yield expr, where
        for name in names_in(expr) - seen:
            seen.add(name)
            waiting += [(variable.expr, where) for variable in by_name.get(name, [])]


def used_parameters(version: ParsedVersion, variables: Iterable[Variable]) -> dict[str, str]:
    """The parameters a version reads, also through variables, each with a place that reads it."""
    found: dict[str, str] = {}
    for expr, where in _reached(version, variables):
        for name in parameters_in(expr):
            found.setdefault(name, where)
    return found


def parameters_of(content: Content, policy: Policy, version: Version) -> frozenset[str]:
    """The parameters that a version reads, of content that need not bind.

    Raises:
        ContentRefusedError: the version or a variable does not parse.
    """
    own = replace(content, faults=[])
    placed = content.policies[policy.code]
    parsed = parse_version(own, placed, placed.model.versions.index(version))
    variables = parse_variables(own)
    if parsed is None or own.faults:
        raise ContentRefusedError(own.faults)
    return frozenset(used_parameters(parsed, variables))


def reads_the_day(versions: Iterable[ParsedVersion], variables: Iterable[Variable]) -> bool:
    """Whether results can change by the mere passing of days, with every fact as it was.

    `missed` alone is left out: it only grows for what is already found.
    """
    known = list(variables)
    return any(
        OF_THE_DAY & functions_in(expr)
        for version in versions
        for expr in expressions_behind(version, known)
        if expr is not version.missed
    )


@dataclass(frozen=True)
class Compared:
    """County-wide variables and parameters in a condition or in its policy's own names."""

    variables: tuple[tuple[Unit, str, Type], ...]
    parameters: tuple[ParameterUse, ...]


@lru_cache(maxsize=8192)
def compared_in(program: Program, output: str) -> Compared:
    """What one condition compares, not going into county-wide variables."""
    table = {(item.unit, item.name): item.node for item in program.definitions}
    waiting: list[Node] = [item.node for item in program.outputs if item.name == output]
    seen: set[tuple[Unit, str]] = set()
    variables: dict[tuple[Unit, str, Type], None] = {}
    parameters: dict[ParameterUse, None] = {}
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Fixed) and part.source:
                parameters[part.source] = None
            elif isinstance(part, Defined) and (part.unit, part.name) not in seen:
                seen.add((part.unit, part.name))
                if "." in part.name:
                    waiting.append(table[part.unit, part.name])
                elif part.type is not Type.BOOL:
                    variables[part.unit, part.name, part.type] = None
    return Compared(tuple(variables), tuple(parameters))
