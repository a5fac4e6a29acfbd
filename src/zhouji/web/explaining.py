"""The engine's explanation of a household, arranged for the lead page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhouji.office.leads.household_files import HouseholdFile
from zhouji.office.leads.models import LeadReason
from zhouji.web.household_view import fact_label, in_words, source_name
from zhouji.web.library import chinese, name_of

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class ShownFact:
    """A value that a condition read, with its source record and day."""

    label: str
    value: str
    source: str
    source_name: str
    batch: int | None
    date: str


@dataclass(frozen=True)
class ShownCondition:
    """One condition in words, with what came out and on which values."""

    id: str
    words: str
    result: str
    facts: list[ShownFact]


@dataclass(frozen=True)
class ShownPolicy:
    """A policy for one subject: how many conditions are met, which figures counted."""

    code: str
    name: str
    version: str
    subject: str
    reason: LeadReason | None
    state: str
    conditions: list[ShownCondition]
    parameters: list[dict[str, Any]]

    @property
    def met(self) -> int:
        return sum(c.result == MET for c in self.conditions)

    @property
    def not_met(self) -> int:
        return sum(c.result == NOT_MET for c in self.conditions)

    @property
    def unknown(self) -> int:
        return sum(c.result == UNKNOWN for c in self.conditions)

    @property
    def demo(self) -> bool:
        return any(p.get("status") == "demo_only" for p in self.parameters)


@dataclass(frozen=True)
class Explained:
    """What was found, and what else was looked at."""

    found: list[ShownPolicy]
    others: list[ShownPolicy]
    receives: list[str]


Explainer = Callable[[HouseholdFile], dict[str, Any]]


def explain(file: HouseholdFile, reasons: list[LeadReason]) -> Explained | None:
    """Every policy's conditions for this household, the lead's own reasons first."""
    said = explanation(file)
    if said is None:
        return None
    own = {(reason.policy, reason.subject_id): reason for reason in reasons}
    names = {m["person_id"]: m.get("name", "") for m in file.members}
    shown = [_policy(p, own.get((p["code"], p["subject_id"])), names) for p in said["policies"]]
    order = {key: place for place, key in enumerate(own)}
    found = [p for p in shown if p.reason is not None]
    found.sort(key=lambda p: order[(p.code, p.reason.subject_id)] if p.reason else 0)
    receives = sorted({name_of(p["code"]) for p in said["policies"] if p.get("received")})
    return Explained(found, [p for p in shown if p.reason is None], receives)


def explanation(file: HouseholdFile) -> dict[str, Any] | None:
    """What the engine says about the household on the day of the published generation."""
    return None


def _policy(said: dict[str, Any], reason: LeadReason | None, names: dict[int, str]) -> ShownPolicy:
    eligible = said["eligible"]
    return ShownPolicy(
        code=said["code"],
        name=name_of(said["code"]),
        version=str(said["version"]),
        subject=names.get(said["subject_id"], ""),
        reason=reason,
        state=UNKNOWN if eligible is None else MET if eligible else NOT_MET,
        conditions=[_condition(c) for c in said["conditions"]],
        parameters=said["parameters"],
    )


def _condition(said: dict[str, Any]) -> ShownCondition:
    result = said["result"]
    return ShownCondition(
        id=said["id"],
        words=said["zh"] if chinese() else said["en"],
        result=UNKNOWN if result is None else MET if result else NOT_MET,
        facts=[_fact(fact) for fact in said["facts"]],
    )


def _fact(said: dict[str, Any]) -> ShownFact:
    source = said.get("source") or ""
    return ShownFact(
        label=fact_label(said["name"]),
        value=in_words(said["value"], None),
        source=source,
        source_name=source_name(source),
        batch=said.get("batch"),
        date=str(said.get("date") or ""),
    )
