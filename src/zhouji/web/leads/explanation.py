"""The engine's explanation of a household, arranged for the lead page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhouji.base.ids import mask_name
from zhouji.engine.telling import explain_household
from zhouji.office.households.household_files import HouseholdFile
from zhouji.office.leads.models import LeadReason
from zhouji.web.fact_names import fact_kind, fact_label, source_name
from zhouji.web.fact_words import plain, told
from zhouji.web.households.fact_sets import rows_of
from zhouji.web.language import chinese
from zhouji.web.policy_library import policy_book
from zhouji.web.pool import newest_months
from zhouji.web.templatetags.zhouji import unit_words

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class ShownFact:
    """A fact that a condition read, of each it was read of, with its source and days."""

    name: str
    label: str
    values: list[tuple[str, str]]
    source: str
    source_name: str
    days: str


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
    worked: list[tuple[str, str, str]]
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
    received: bool | None
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
    """What was found; what can't be told yet; what misses by one condition; all else looked at."""

    found: list[ShownPolicy]
    open: list[ShownPolicy]
    near: list[ShownPolicy]
    rest: list[ShownPolicy]
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
    receives = [(p.name, p.subject) for p in [*found, *others] if p.received is True]
    looked_at = [p for p in others if p.received is not True]
    unsure = [p for p in looked_at if p.state == UNKNOWN]
    near = [p for p in looked_at if p.state == NOT_MET and p.not_met == 1 and not p.unknown]
    shown = {id(p) for p in [*unsure, *near]}
    rest = [p for p in looked_at if id(p) not in shown]
    return Explained(found, unsure, near, rest, sorted(set(receives)))


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
        worked=[_worked(value) for value in said["values"]],
        facts=_facts(said["facts"], names),
    )


def _worked(said: dict[str, Any]) -> tuple[str, str, str]:
    """A value worked out for a condition, or a figure it is held against, with its standing."""
    if not said["parameter"]:
        return words_of(said["names"]), told(said["value"], said["type"]), ""
    value = told(said["value"], said["type"])
    return words_of(said["names"]) + _row(said["name"]), value, said["status"]


def _facts(said: list[dict[str, Any]], names: dict[int, str]) -> list[ShownFact]:
    """One line a fact: the same fact of several members stands together."""
    together: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for fact in said:
        together.setdefault((fact["name"], fact["source"] or ""), []).append(fact)
    return [
        ShownFact(
            name=name,
            label=fact_label(name),
            values=[(names.get(f.get("subject_id") or 0, ""), _value(f)) for f in facts],
            source=source,
            source_name=source_name(source),
            days=_days(source, facts),
        )
        for (name, source), facts in together.items()
    ]


def _value(fact: dict[str, Any]) -> str:
    return told(fact["value"], fact_kind(fact["name"]))


def _days(source: str, facts: list[dict[str, Any]]) -> str:
    """Since when it is so where the source says it; else the month whose data were read."""
    days = sorted({fact["date"] for fact in facts if fact["date"]})
    if not days:
        return newest_months().get(source, "")
    return days[0] if len(days) == 1 else f"{days[0]} … {days[-1]}"


def _figure(said: dict[str, Any]) -> ShownFigure:
    value = said["value"]
    return ShownFigure(
        label=words_of(said["names"]) + _row(said["name"]),
        value=_("unknown") if value is None else str(value),
        unit=said["unit"],
        status=said["status"],
        document=said["document"] or "",
        clause=said["clause"] or "",
    )


def _row(name: str) -> str:
    """Which row of a table of figures: `asset_limits['DB', 'vehicles']` gives (DB, vehicles)."""
    keys = name.partition("[")[2].rstrip("]").replace("'", "")
    return f" ({keys})" if keys else ""


def words_of(names: dict[str, Any]) -> str:
    return str(names["zh"] if chinese() else names["en"])
