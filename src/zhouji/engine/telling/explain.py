"""Why a household gets something or not: each condition with its facts and their origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from zhouji.engine.facts.models import deciding_source
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rules import Reads, Unit, UnitValues, evaluate_unit
from zhouji.engine.rules.written import as_json, with_two_places
from zhouji.engine.telling.outline import (
    ConditionOutline,
    Json,
    PolicyOutline,
    WorkedOut,
    outline,
)

Row = Mapping[str, Any]
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
    values = evaluate_unit(bound.program, household_row, person_rows)
    teller = _Teller(book, household_row, person_rows, values, origins)
    chosen = [outline(book, bound, code) for code in bound.policies if policy in (None, code)]
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
        of_source, of_batch, of_day = _columns(self.groups.get((unit, name)))
        told_by = row.get(of_source) or ""
        source = deciding_source(self.sources.get((unit, name)), told_by)
        since = row.get(of_day) if source == told_by else None
        delivery = self.deliveries.get(source)
        batch = row.get(of_batch) or (delivery.batch if delivery else None)
        day = since or (delivery.month if delivery else None)
        return {"source": source or None, "batch": batch, "date": day.isoformat() if day else None}


@lru_cache(maxsize=256)
def _columns(group: str | None) -> tuple[str, str, str]:
    return f"{group}__source", f"{group}__batch", f"{group}__valid_from"


class _Told:
    """A household or a member: facts, results, and what was already said of them."""

    def __init__(self, unit: Unit, row: Row, results: Row) -> None:
        self.unit, self.row, self.results = unit, row, results
        self.values: dict[str, Json] = {}
        self.facts: dict[str, Json] = {}

    @property
    def id(self) -> Any:
        if self.unit is Unit.PERSON:
            return self.row["person_id"]
        return self.row.get("household_id")


class _Teller:
    """One household's facts and results, told policy by policy; each fact is said once."""

    def __init__(
        self,
        book: PolicyBook,
        household: Row,
        members: Sequence[Row],
        values: UnitValues,
        origins: _Origins,
    ) -> None:
        self.book, self.origins = book, origins
        self.home = _Told(Unit.HOUSEHOLD, household, values.household)
        self.members = [
            _Told(Unit.PERSON, row, results)
            for row, results in zip(members, values.members, strict=True)
        ]
        self._of_home: dict[tuple[str, ...], list[Json]] = {}
        self._of_members: dict[tuple[str, ...], list[Json]] = {}

    def tell(self, policy: PolicyOutline) -> list[Json]:
        """One entry for a household's policy, one a member for a person's."""
        subjects = [self.home] if policy.unit is Unit.HOUSEHOLD else self.members
        return [self._entry(policy, subject) for subject in subjects]

    def _entry(self, policy: PolicyOutline, subject: _Told) -> Json:
        results = subject.results
        eligible = results[policy.eligible]
        conditions = [self._condition(one, subject) for one in policy.conditions]
        return {
            **policy.told,
            "subject_id": subject.id,
            "eligible": eligible,
            "possible": results[policy.possible],
            "received": results.get(policy.received),
            "amount": _amount(policy, results) if eligible is True else None,
            "amount_unit": policy.amount_unit,
            "missing": _missing(conditions) if eligible is None else [],
            "parameters": list(policy.parameters),
            "conditions": conditions,
        }

    def _condition(self, condition: ConditionOutline, subject: _Told) -> Json:
        return {
            **condition.told,
            "result": subject.results[condition.output],
            "values": [
                *[self._value(worked, subject) for worked in condition.worked],
                *condition.figures,
            ],
            "facts": self._facts(condition.reads, subject),
        }

    def _value(self, worked: WorkedOut, subject: _Told) -> Json:
        """What was worked out for a condition."""
        told = self.home if worked.unit is Unit.HOUSEHOLD else subject
        if (said := told.values.get(worked.name)) is None:
            said = told.values[worked.name] = {
                "name": worked.name,
                "names": worked.names,
                "value": as_json(worked.type, told.results.get(worked.name)),
                "type": worked.type.value,
                "parameter": False,
            }
        return said

    def _facts(self, reads: Reads, subject: _Told) -> list[Json]:
        if (homes := self._of_home.get(reads.households)) is None:
            homes = [self._fact(name, self.home) for name in reads.households]
            self._of_home[reads.households] = homes
        if (people := self._of_members.get(reads.members)) is None:
            people = [self._fact(name, one) for name in reads.members for one in self.members]
            self._of_members[reads.members] = people
        own = reads.own if subject is not self.home else ()
        return [*homes, *[self._fact(name, subject) for name in own], *people]

    def _fact(self, name: str, told: _Told) -> Json:
        """A fact with its origin."""
        if (said := told.facts.get(name)) is None:
            unit, row = told.unit, told.row
            value = as_json(self.book.facts.of(unit)[name], row.get(name))
            said = {"name": name, "value": value, **self.origins.of(unit, name, row)}
            if unit is Unit.PERSON:
                said["subject_id"] = row.get("person_id")
            told.facts[name] = said
        return said


def _amount(policy: PolicyOutline, results: Row) -> str | None:
    value = results.get(policy.amount)
    if value is None or policy.amount_type is None:
        return None
    return with_two_places(policy.amount_type, value)


def _missing(conditions: Sequence[Json]) -> list[str]:
    names = [
        fact["name"]
        for condition in conditions
        if condition["result"] is None
        for fact in condition["facts"]
        if fact["value"] is None
    ]
    return list(dict.fromkeys(names))
