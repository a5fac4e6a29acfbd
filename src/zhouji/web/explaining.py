"""The engine's explanation of a household, arranged for the lead page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhouji.engine.base.ids import mask_name
from zhouji.engine.policies import explain_household
from zhouji.office.leads.household_files import HouseholdFile
from zhouji.office.leads.models import LeadReason
from zhouji.web.household_view import fact_kind, fact_label, rows_of, source_name
from zhouji.web.in_words import plain, told
from zhouji.web.library import chinese, policy_book
from zhouji.web.templatetags.zhouji import unit_words

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class ShownFact:
    """A value that a condition read, with its source record and day."""

    label: str
    whose: str
    value: str
    source: str
    source_name: str
    batch: str
    date: str


@dataclass(frozen=True)
class ShownFigure:
    """A parameter that counted: its value, standing, document and clause."""

    label: str
    value: str
    unit: str
    status: str
    document: str
    clause: str


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
    received: bool
    conditions: list[ShownCondition]
    parameters: list[ShownFigure]
    amount: str

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
    def met_words(self) -> str:
        return _("%(n)s met") % {"n": self.met}

    @property
    def not_met_words(self) -> str:
        return _("%(n)s not met") % {"n": self.not_met}

    @property
    def unknown_words(self) -> str:
        return _("%(n)s unknown") % {"n": self.unknown}

    @property
    def demo(self) -> bool:
        return any(figure.status == "demo_only" for figure in self.parameters)


@dataclass(frozen=True)
class Explained:
    """What was found, and what else was looked at."""

    found: list[ShownPolicy]
    others: list[ShownPolicy]
    receives: list[tuple[str, str]]


def explain(file: HouseholdFile, reasons: list[LeadReason]) -> Explained | None:
    """Every policy's conditions for this household, the lead's own reasons first."""
    said = explanation(file)
    if said is None:
        return None
    own = {(reason.policy, reason.subject_id): reason for reason in reasons}
    names = {m["person_id"]: mask_name(m.get("name") or "") for m in file.members}
    told_for = [(p, own.get((p["code"], p["subject_id"]))) for p in said["policies"]]
    order = {reason.pk: place for place, reason in enumerate(reasons)}
    found = [_policy(p, reason, names) for p, reason in told_for if reason]
    found.sort(key=lambda p: order[p.reason.pk] if p.reason else 0)
    others = [_policy(p, None, names) for p, reason in told_for if reason is None]
    receives = [(p.name, p.subject) for p in [*found, *others] if p.received]
    return Explained(found, [p for p in others if not p.received], sorted(set(receives)))


def explanation(file: HouseholdFile) -> dict[str, Any] | None:
    """What the engine says about the household on the day of the published generation."""
    households, book = rows_of(file.facts), policy_book()
    if not households or book is None:
        return None
    return explain_household(book, households[0], rows_of(file.persons), file.as_of)


def _policy(said: dict[str, Any], reason: LeadReason | None, names: dict[int, str]) -> ShownPolicy:
    amount = "" if said["amount"] is None else plain(Decimal(said["amount"]))
    return ShownPolicy(
        code=said["code"],
        name=words_of(said["names"]),
        version=said["version"],
        subject=names.get(said["subject_id"], "") if said["unit"] == "person" else "",
        reason=reason,
        state=_state(said["eligible"]),
        received=said["received"],
        conditions=[_condition(condition, names) for condition in said["conditions"]],
        parameters=[_figure(figure) for figure in said["parameters"]],
        amount=f"{amount} {unit_words(said['amount_unit'] or '')}" if amount else "",
    )


def _state(result: bool | None) -> str:
    return UNKNOWN if result is None else MET if result else NOT_MET


def _condition(said: dict[str, Any], names: dict[int, str]) -> ShownCondition:
    return ShownCondition(
        id=said["id"],
        words=words_of(said),
        result=_state(said["result"]),
        facts=[_fact(fact, names) for fact in said["facts"]],
    )


def _fact(said: dict[str, Any], names: dict[int, str]) -> ShownFact:
    source = said.get("source") or ""
    batch = said.get("batch")
    return ShownFact(
        label=fact_label(said["name"]),
        whose=names.get(said.get("subject_id") or 0, ""),
        value=told(said["value"], fact_kind(said["name"])),
        source=source,
        source_name=source_name(source),
        batch="" if batch is None else f"{batch:016x}"[:8],
        date=str(said.get("date") or ""),
    )


def _figure(said: dict[str, Any]) -> ShownFigure:
    value = said["value"]
    return ShownFigure(
        label=words_of(said["names"]) + said["name"].partition("[")[2].rstrip("]"),
        value=_("unknown") if value is None else str(value),
        unit=said["unit"],
        status=said["status"],
        document=said["document"] or "",
        clause=said["clause"] or "",
    )


def words_of(names: dict[str, Any]) -> str:
    return str(names["zh"] if chinese() else names["en"])
