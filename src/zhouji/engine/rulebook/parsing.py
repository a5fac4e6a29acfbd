"""Parses the expressions of policies and variables once, keeping each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from zhouji.base.errors import Fault
from zhouji.engine.rulebook.models import Policy, Version
from zhouji.engine.rulebook.reading import Content, Placed
from zhouji.engine.rules import Expr, RuleFaults, Unit, Variable, parse, substitute

HOLE = re.compile(r"\{([^{}]*)\}")
RESERVED = frozenset({"eligible", "possible", "received", "amount", "missed"})


@dataclass(frozen=True)
class ParsedVersion:
    """A version's expressions; `names` are its definitions and conditions."""

    policy: Policy
    version: Version
    names: tuple[Variable, ...]
    eligible: Expr
    possible: Expr
    received: Expr | None
    amount: Expr | None
    missed: Expr | None
    told: tuple[tuple[str, Expr], ...]
    where: str

    @property
    def expressions(self) -> list[Expr]:
        own = [variable.expr for variable in self.names]
        own += [expr for _, expr in self.told]
        return own + [
            e for e in (self.eligible, self.received, self.amount, self.missed) if e is not None
        ]

    @cached_property
    def conditions(self) -> dict[str, Expr]:
        """Each condition's name, read as an expression."""
        ids = {condition.id for condition in self.version.conditions}
        return {
            variable.name: parse(variable.name, variable.expr.place)
            for variable in self.names
            if variable.name in ids
        }


def parse_variables(content: Content) -> list[Variable]:
    """The derived variables; faults go to the content's."""
    placed = content.variables
    found = []
    for index, derived in enumerate(placed.model.derived):
        where = placed.marked.where(("derived", index, "value"))
        if (expr := _parsed(content, derived.value, where)) is not None:
            found.append(Variable(derived.name, Unit(derived.unit), expr))
    return found


def parse_version(content: Content, placed: Placed[Policy], index: int) -> ParsedVersion | None:
    """One version's expressions; None where one does not parse (the faults are told)."""
    policy, version = placed.model, placed.model.versions[index]

    def read(text: str, *path: str | int) -> Expr | None:
        return _parsed(content, text, placed.marked.where(("versions", index, *path)))

    told = len(content.faults)
    content.faults += _name_faults(placed, index)
    names = _names(policy, version, read)
    eligible = read(version.eligible_text, *(("eligible",) if version.eligible else ()))
    received = read(version.received, "received") if version.received else None
    amount = read(version.amount.value, "amount", "value") if version.amount else None
    missed = read(version.missed, "missed") if version.missed else None
    holes = _holes(version, read)
    if len(content.faults) > told or eligible is None:
        return None
    where = placed.marked.where(("versions", index))
    possible = substitute(eligible, _if_asked(version, where))
    return ParsedVersion(
        policy, version, names, eligible, possible, received, amount, missed, holes, where
    )


def _names(
    policy: Policy, version: Version, read: Callable[..., Expr | None]
) -> tuple[Variable, ...]:
    found: list[Variable] = []
    for name, text in version.define.items():
        if (expr := read(text, "define", name)) is not None:
            found.append(Variable(name, None, expr))
    for place, condition in enumerate(version.conditions):
        if (expr := read(condition.when, "conditions", place, "when")) is not None:
            found.append(Variable(condition.id, Unit(policy.unit), expr))
    return tuple(found)


def _holes(version: Version, read: Callable[..., Expr | None]) -> tuple[tuple[str, Expr], ...]:
    """What stands between braces in the sentence that says why."""
    if version.why is None:
        return ()
    texts = [hole.strip() for _, text in version.why for hole in HOLE.findall(text)]
    parsed = [(text, read(text, "why")) for text in dict.fromkeys(texts)]
    return tuple((text, expr) for text, expr in parsed if expr is not None)


def _if_asked(version: Version, where: str) -> Mapping[str, Expr]:
    """A condition on facts that are asked for stops no lead while it is unknown."""
    return {
        condition.id: parse(f"{condition.id} OR NOT is_known({condition.id})", where)
        for condition in version.conditions
        if condition.ask
    }


def _name_faults(placed: Placed[Policy], index: int) -> list[Fault]:
    version = placed.model.versions[index]
    seen: set[str] = set(version.define)
    faults = [
        Fault(placed.marked.where(("versions", index, "define", name)), *_reserved(name))
        for name in sorted(RESERVED & seen)
    ]
    for place, condition in enumerate(version.conditions):
        where = placed.marked.where(("versions", index, "conditions", place, "id"))
        if condition.id in RESERVED:
            faults.append(Fault(where, *_reserved(condition.id)))
        if condition.id in seen:
            faults.append(Fault(where, f"{condition.id} is given twice", "give it another name"))
        seen.add(condition.id)
    if len(version.conditions) > MOST_CONDITIONS:
        where = placed.marked.where(("versions", index, "conditions"))
        mend = f"at most {MOST_CONDITIONS}; join some with AND"
        faults.append(Fault(where, f"{len(version.conditions)} conditions", mend))
    return faults


MOST_CONDITIONS = 59


def _reserved(name: str) -> tuple[str, str]:
    return f"{name} is a name of the software's own", "give it another name"


def _parsed(content: Content, text: str, where: str) -> Expr | None:
    try:
        return parse(text, where)
    except RuleFaults as faults:
        content.faults += faults.faults
        return None
