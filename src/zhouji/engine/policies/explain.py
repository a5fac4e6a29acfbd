"""Why a household gets something or not: each condition with its facts and their origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from zhouji.engine.base.money import yuan
from zhouji.engine.policies.behind import Behind, facts_behind
from zhouji.engine.policies.binding import BoundPolicy, InForce
from zhouji.engine.policies.book import PolicyBook
from zhouji.engine.policies.cases import written
from zhouji.engine.policies.figures import figure
from zhouji.engine.policies.worked import worked_behind
from zhouji.engine.rules import Constant, ParameterUse, Type, Unit, evaluate_unit
from zhouji.engine.rules.types import FEN, MICRO

Row = Mapping[str, Any]
Json = dict[str, Any]
Groups = Mapping[tuple[Unit, str], str]


class Delivery(NamedTuple):
    """The newest batch of a dataset, and the first day of the month that it tells of."""

    batch: int
    month: date


def explain_household(
    book: PolicyBook,
    household_row: Row,
    person_rows: Sequence[Row],
    as_of: date,
    *,
    policy: str | None = None,
    groups: Groups | None = None,
    deliveries: Mapping[str, Delivery] | None = None,
) -> Json:
    """The explanation of every policy of the day for a household and each of its members.

    Args:
        book: the checked policies.
        household_row: household_id and facts as the fact tables hold them (fen, millionths).
        person_rows: person_id and facts of every member.
        as_of: the day whose policies and parameters count.
        policy: only this policy.
        groups: the fact group of a fact, whose `<group>__source`, `__batch` and `__valid_from`
            stand in the row; the county's fact files by default.
        deliveries: the newest batch of each dataset, for rows that name no batch of their own.

    Raises:
        NoSuchPolicyError: there is no such policy on that day.
        EvaluationRefused: a value overflows 64 bits.
    """
    bound = book.in_force(as_of)
    if policy is not None:
        book.versions_on(as_of, policy)
    origins = _Origins(groups or book.facts.groups, book.facts.sources, deliveries or {})
    teller = _Teller(book, bound, household_row, person_rows, origins)
    chosen = [one for code, one in bound.policies.items() if policy in (None, code)]
    return {
        "unit": "household",
        "unit_id": household_row.get("household_id"),
        "as_of": as_of.isoformat(),
        "policies": [told for one in chosen for told in teller.tell(one)],
    }


@dataclass(frozen=True)
class _Origins:
    """Where a fact is from: its row says the dataset, the dataset's newest batch the rest."""

    groups: Groups
    sources: Mapping[tuple[Unit, str], list[str]]
    deliveries: Mapping[str, Delivery]

    def of(self, unit: Unit, name: str, row: Row) -> Json:
        group = self.groups.get((unit, name))
        source, since = row.get(f"{group}__source"), row.get(f"{group}__valid_from")
        deciding = self.sources.get((unit, name), [])
        if deciding and source not in deciding:
            source, since = deciding[0], None  # the group's row rests on another dataset
        delivery = self.deliveries.get(source or "")
        batch = row.get(f"{group}__batch") or (delivery.batch if delivery else None)
        day = since or (delivery.month if delivery else None)
        return {"source": source, "batch": batch, "date": day.isoformat() if day else None}


class _Teller:
    """One household's facts and results, told policy by policy."""

    def __init__(
        self,
        book: PolicyBook,
        bound: InForce,
        household: Row,
        members: Sequence[Row],
        origins: _Origins,
    ) -> None:
        self.book, self.bound, self.origins = book, bound, origins
        self.household, self.members = household, members
        self._said: dict[tuple[str, int], Json] = {}
        self.values = evaluate_unit(bound.program, household, members)

    def tell(self, policy: BoundPolicy) -> list[Json]:
        """One entry for a household's policy, one a member for a person's."""
        if policy.unit is Unit.HOUSEHOLD:
            return [self._entry(policy, self.values.household, None)]
        return [
            self._entry(policy, results, row)
            for row, results in zip(self.members, self.values.members, strict=True)
        ]

    def _entry(self, policy: BoundPolicy, results: Row, subject: Row | None) -> Json:
        about, version = policy.parsed.policy, policy.parsed.version
        eligible = results[policy.output("eligible")]
        conditions = [
            self._condition(policy, index, results, subject)
            for index in range(len(version.conditions))
        ]
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
            "subject_id": subject["person_id"] if subject else self.household.get("household_id"),
            "eligible": eligible,
            "possible": results[policy.output("possible")],
            "received": results.get(policy.output("received")) is True,
            "amount": self._amount(policy, results) if eligible is True else None,
            "amount_unit": version.amount.unit if version.amount else None,
            "missing": _missing(conditions) if eligible is None else [],
            "parameters": list(_parameters(self.book, self.bound, policy.code)),
            "conditions": conditions,
        }

    def _amount(self, policy: BoundPolicy, results: Row) -> str | None:
        value = results.get(policy.output("amount"))
        if value is None:
            return None
        kind = _types(self.bound)[policy.output("amount")]
        return _two_places(kind, value)

    def _condition(
        self, policy: BoundPolicy, index: int, results: Row, subject: Row | None
    ) -> Json:
        condition = policy.parsed.version.conditions[index]
        behind = facts_behind(self.bound.program, policy.output(condition.id))
        return {
            "id": condition.id,
            "zh": condition.zh,
            "en": condition.en,
            "basis": condition.basis or policy.parsed.version.basis,
            "ask": condition.ask,
            "result": results[policy.output(condition.id)],
            "values": self._values(policy.output(condition.id), results),
            "facts": self._facts(behind, subject),
        }

    def _values(self, output: str, results: Row) -> list[Json]:
        """What was worked out for a condition, and the figures it is held against."""
        worked = worked_behind(self.bound.program, output)
        told: list[Json] = []
        for unit, name, kind in worked.variables:
            frame = self.values.household if unit is Unit.HOUSEHOLD else results
            names = self.book.variable_names.get((unit, name))
            told.append(
                {
                    "name": name,
                    "names": names.model_dump() if names else {"zh": name, "en": name},
                    "value": plain(kind, frame.get(name)),
                    "type": kind.value,
                    "parameter": False,
                }
            )
        for use in worked.parameters:
            figure_told = _parameter(self.book, self.bound.day, use)
            held = self.book.parameters[use.name].type
            told.append({**figure_told, "type": held, "parameter": True})
        return told

    def _facts(self, behind: Behind, subject: Row | None) -> list[Json]:
        told = [self._fact(Unit.HOUSEHOLD, name, self.household) for name in behind.household]
        if subject is not None:
            told += [self._fact(Unit.PERSON, name, subject) for name in behind.own]
        for name in behind.members:
            told += [self._fact(Unit.PERSON, name, row) for row in self.members]
        return told

    def _fact(self, unit: Unit, name: str, row: Row) -> Json:
        """A fact with its origin, told once however many conditions read it."""
        key = (name, id(row))
        if (said := self._said.get(key)) is None:
            said = self._said[key] = self._tell_fact(unit, name, row)
        return said

    def _tell_fact(self, unit: Unit, name: str, row: Row) -> Json:
        value = plain(self.book.facts.of(unit)[name], row.get(name))
        said: Json = {"name": name, "value": value, **self.origins.of(unit, name, row)}
        if unit is Unit.PERSON:
            said["subject_id"] = row.get("person_id")
        return said


def plain(kind: Type, value: Any) -> Any:
    """A held value for JSON: money as yuan and ratio with its point, both as text."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else written(kind, value)


def _two_places(kind: Type, value: int) -> str:
    if kind is Type.RATIO:
        hundredths = (abs(value) * FEN + MICRO // 2) // MICRO
        return str(yuan(hundredths if value >= 0 else -hundredths))
    return str(yuan(value if kind is Type.MONEY else value * FEN))


def _missing(conditions: Sequence[Json]) -> list[str]:
    names = [
        fact["name"]
        for condition in conditions
        if condition["result"] is None
        for fact in condition["facts"]
        if fact["value"] is None
    ]
    return list(dict.fromkeys(names))


@lru_cache(maxsize=64)
def _types(bound: InForce) -> dict[str, Type]:
    return {output.name: output.type for output in bound.program.outputs}


@lru_cache(maxsize=1024)
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
        "value": plain(held.type, value),
        "unit": parameter.unit,
        "status": dated.status,
        "from": dated.start.isoformat(),
        "document": dated.document,
        "clause": dated.clause,
    }
