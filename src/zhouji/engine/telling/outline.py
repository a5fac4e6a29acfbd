"""What an explanation says of a policy on a day whoever is asked about, put together once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from zhouji.engine.rulebook.binding import BoundPolicy, InForce
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rulebook.figures import figure
from zhouji.engine.rulebook.models import Condition
from zhouji.engine.rulebook.reads import compared_in
from zhouji.engine.rules import Constant, ParameterUse, Reads, Type, Unit
from zhouji.engine.rules.written import as_json

Json = dict[str, Any]


@dataclass(frozen=True)
class WorkedOut:
    """A county-wide variable that a condition compares."""

    unit: Unit
    name: str
    type: Type
    names: Json


@dataclass(frozen=True, eq=False)
class ConditionOutline:
    """A condition's words, the figures and variables it compares, the facts behind it."""

    output: str
    told: Json
    worked: tuple[WorkedOut, ...]
    figures: tuple[Json, ...]
    reads: Reads


@dataclass(frozen=True, eq=False)
class PolicyOutline:
    """A policy's own part of an explanation, and where its results stand."""

    policy: BoundPolicy
    unit: Unit
    told: Json
    amount_unit: str | None
    amount_type: Type | None
    eligible: str
    possible: str
    received: str
    amount: str
    parameters: tuple[Json, ...]
    conditions: tuple[ConditionOutline, ...]


@lru_cache(maxsize=1024)
def outline(book: PolicyBook, bound: InForce, code: str) -> PolicyOutline:
    """The outline of one policy in the version of the day."""
    policy = bound.policies[code]
    version = policy.parsed.version
    types = {one.name: one.type for one in bound.program.outputs}
    return PolicyOutline(
        policy=policy,
        unit=policy.unit,
        told=_of_policy(policy),
        amount_unit=version.amount.unit if version.amount else None,
        amount_type=types.get(policy.output("amount")),
        eligible=policy.output("eligible"),
        possible=policy.output("possible"),
        received=policy.output("received"),
        amount=policy.output("amount"),
        parameters=_parameters(book, bound, code),
        conditions=tuple(_of_condition(book, bound, policy, one) for one in version.conditions),
    )


def _of_policy(policy: BoundPolicy) -> Json:
    about, version = policy.parsed.policy, policy.parsed.version
    return {
        "code": about.code,
        "names": about.names.model_dump(),
        "class": about.kind,
        "department": about.department,
        "version": version.start.isoformat(),
        "basis": version.basis,
        "grant": about.grant,
        "exclusive": about.exclusive,
        "unit": about.unit,
    }


def _of_condition(
    book: PolicyBook, bound: InForce, policy: BoundPolicy, condition: Condition
) -> ConditionOutline:
    output = policy.output(condition.id)
    compared = compared_in(bound.program, output)
    return ConditionOutline(
        output=output,
        told={
            "id": condition.id,
            "zh": condition.zh,
            "en": condition.en,
            "basis": condition.basis or policy.parsed.version.basis,
            "ask": condition.ask,
        },
        worked=tuple(
            WorkedOut(unit, name, kind, _names(book, unit, name))
            for unit, name, kind in compared.variables
        ),
        figures=tuple(_held_against(book, bound.day, use) for use in compared.parameters),
        reads=bound.program.reads(output),
    )


def _names(book: PolicyBook, unit: Unit, name: str) -> Json:
    names = book.variable_names.get((unit, name))
    return names.model_dump() if names else {"zh": name, "en": name}


def _held_against(book: PolicyBook, day: date, use: ParameterUse) -> Json:
    held = book.parameters[use.name].type
    return {**_parameter(book, day, use), "type": held, "parameter": True}


def _parameters(book: PolicyBook, bound: InForce, code: str) -> tuple[Json, ...]:
    """The parameters behind any output of a policy, with value, standing and document."""
    uses = {
        use
        for output in bound.program.outputs
        if output.name.startswith(f"{code}.")
        for use in bound.program.reads(output.name).parameters
    }
    ordered = sorted(uses, key=lambda use: (use.name, str(use.keys)))
    return tuple(_parameter(book, bound.day, use) for use in ordered)


@lru_cache(maxsize=4096)
def _parameter(book: PolicyBook, day: date, use: ParameterUse) -> Json:
    parameter = book.parameters[use.name]
    dated = parameter.on(day)
    assert dated is not None, "a book does not bind a day on which a parameter has no value"
    held = figure(parameter, dated)
    value = held.value if isinstance(held, Constant) else held.rows[use.keys]
    keys = f"[{', '.join(repr(key) for key in use.keys)}]" if use.keys else ""
    return {
        "name": f"{use.name}{keys}",
        "names": parameter.names.model_dump(),
        "value": as_json(held.type, value),
        "unit": parameter.unit,
        "status": dated.status,
        "from": dated.start.isoformat(),
        "document": dated.document,
        "clause": dated.clause,
    }
