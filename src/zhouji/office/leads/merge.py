"""Merges what a screening found into the open leads; pure, so that it can be tested alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhouji.office.accounts.actor import Actor
from zhouji.office.leads.models import CloseReason, Lead, LeadEvent, LeadReason, Standing, State
from zhouji.office.leads.transitions import Action, Case, allowed, as_it_stands, move

Key = tuple[int, str, int]  # household, policy, subject
TIMES_A_YEAR = {"yuan/month": 12, "yuan/year": 1, "yuan/once": 1}
FITS_FIRST = 10**15
WHY_LENGTH = 400
_SHOWN = ("head_person_id", "head_name", "head_id_number", "township_code", "township")
_PLACE = ("village_code", "village", "address", "n_members")
HOUSEHOLD_FIELDS = (*_SHOWN, *_PLACE)
_REASON_FIELDS = ("state", "amount_fen", "amount_unit", "missing", "months_missed")
REASON_FIELDS = (*_REASON_FIELDS, "why_zh", "why_en")
Row = Mapping[str, Any]


@dataclass
class Change:
    """What one run makes of the leads; nothing is saved yet."""

    run: str
    now: datetime
    by: Actor
    new_leads: list[Lead] = field(default_factory=list)
    changed_leads: dict[int, Lead] = field(default_factory=dict)
    closed_leads: list[Lead] = field(default_factory=list)
    seen_leads: set[int] = field(default_factory=set)
    new_reasons: list[LeadReason] = field(default_factory=list)
    changed_reasons: list[LeadReason] = field(default_factory=list)
    events: list[LeadEvent] = field(default_factory=list)

    def tell(
        self, lead: Lead, what: str, note: str = "", old: dict[str, Any] | None = None
    ) -> None:
        note = note[:WHY_LENGTH]
        self.events.append(
            LeadEvent(lead=lead, at=self.now, what=what, by="screening", note=note, old=old)
        )


def group_findings(findings: Iterable[Row], quiet: set[Key]) -> dict[int, dict[Key, Row]]:
    """Findings by household and key, without those that people closed a short while ago."""
    grouped: dict[int, dict[Key, Row]] = defaultdict(dict)
    for row in findings:
        key = key_of(row)
        if key not in quiet:
            grouped[key[0]][key] = row
    return grouped


def key_of(row: Row) -> Key:
    household, person = row["household_id"], row.get("person_id")
    return household, row["policy"], household if person is None else person


def merge(
    change: Change,
    open_leads: Mapping[int, Lead],
    reasons: Mapping[int, list[LeadReason]],
    found: Mapping[int, Mapping[Key, Row]],
    households: Mapping[int, Row],
    unknown: set[Key],
) -> Change:
    """Bring every open lead and every household with findings to what the run says."""
    for household, rows in found.items():
        if household not in open_leads:
            _open(change, households[household], rows)
    for household, lead in open_leads.items():
        rows = found.get(household, {})
        own = reasons.get(lead.pk, [])
        if _refresh(change, lead, own, rows, unknown) | _place(lead, households.get(household)):
            lead.changed = change.now
            change.changed_leads[lead.pk] = lead
        if rows:
            change.seen_leads.add(lead.pk)
    return change


def _open(change: Change, household: Row, rows: Mapping[Key, Row]) -> None:
    lead = Lead(
        household_id=household["household_id"],
        first_run=change.run,
        last_run=change.run,
        created=change.now,
        changed=change.now,
    )
    _place(lead, household)
    reasons = [_reason(change, lead, key, row) for key, row in rows.items()]
    sum_up(lead, reasons)
    change.new_leads.append(lead)
    change.new_reasons += reasons


def _reason(change: Change, lead: Lead, key: Key, row: Row) -> LeadReason:
    values = {name: _value(name, row) for name in REASON_FIELDS}
    return LeadReason(lead=lead, policy=key[1], subject_id=key[2], opened_run=change.run, **values)


def _value(name: str, row: Row) -> Any:
    if name == "amount_fen":
        return row[name]
    if name == "missing":
        return sorted(row[name] or [])
    if name == "months_missed":
        return row[name] or 0
    return _short(row[name] or "", WHY_LENGTH)


def _place(lead: Lead, household: Row | None) -> bool:
    if household is None:
        return False
    moved = False
    for name in HOUSEHOLD_FIELDS:
        value = household[name]
        if value is None:
            value = None if name == "head_person_id" else 0 if name == "n_members" else ""
        if getattr(lead, name) != value:
            setattr(lead, name, value)
            moved = True
    return moved


def _refresh(
    change: Change,
    lead: Lead,
    reasons: list[LeadReason],
    rows: Mapping[Key, Row],
    unknown: set[Key],
) -> bool:
    known = {(lead.household_id, reason.policy, reason.subject_id): reason for reason in reasons}
    touched = False
    for key, row in rows.items():
        reason = known.get(key)
        if reason is None:
            known[key] = fresh = _reason(change, lead, key, row)
            change.new_reasons.append(fresh)
            change.tell(lead, LeadEvent.What.GREW, fresh.policy)
            touched = True
        elif _again(reason, row):
            change.changed_reasons.append(reason)
            touched = True
    for key in known.keys() - rows.keys():
        touched |= _gone(change, lead, known[key], key in unknown)
    if touched:
        sum_up(lead, list(known.values()))
        _settle(change, lead)
    return touched


def _again(reason: LeadReason, row: Row) -> bool:
    """A reason found once more: take its newest values; True where something differs."""
    values = {name: _value(name, row) for name in REASON_FIELDS}
    values |= {"standing": Standing.TRUE, "closed_run": ""}
    differs = {name for name, value in values.items() if getattr(reason, name) != value}
    for name in differs:
        setattr(reason, name, values[name])
    return bool(differs)


def _gone(change: Change, lead: Lead, reason: LeadReason, is_unknown: bool) -> bool:
    """A reason not found any more: false closes it, unknown keeps it."""
    standing = Standing.UNKNOWN if is_unknown else Standing.FALSE
    if reason.standing == standing:
        return False
    reason.standing = standing
    reason.closed_run = "" if is_unknown else change.run
    change.changed_reasons.append(reason)
    what = LeadEvent.What.UNKNOWN if is_unknown else LeadEvent.What.WITHDRAWN
    change.tell(lead, what, reason.policy)
    return True


def _settle(change: Change, lead: Lead) -> None:
    """A lead that no person touched closes itself without a reason left; others are flagged."""
    case = Case(lead, change.by)
    if lead.standing == Standing.FALSE and allowed(Action.WITHDRAW, case):
        old = as_it_stands(lead)
        move(Action.WITHDRAW, case)
        lead.close_reason = CloseReason.WITHDRAWN
        lead.closed_at = change.now
        change.closed_leads.append(lead)
        change.tell(lead, LeadEvent.What.CLOSED, CloseReason.WITHDRAWN, old)
    elif allowed(Action.FLAG, case):
        lead.flagged = lead.standing != Standing.TRUE


def first_year_fen(reason: LeadReason) -> int:
    """Money of one year; goods and reductions without a price count nothing."""
    return (reason.amount_fen or 0) * TIMES_A_YEAR.get(reason.amount_unit, 0)


def arrears_fen(reason: LeadReason) -> int:
    """What was missed, by today's monthly amount."""
    monthly = reason.amount_unit == "yuan/month"
    return (reason.amount_fen or 0) * reason.months_missed if monthly else 0


def sum_up(lead: Lead, reasons: list[LeadReason]) -> None:
    """The lead's own line: state, money, months, order in the list, one sentence why."""
    standing = [r for r in reasons if r.standing == Standing.TRUE]
    open_ones = [r for r in reasons if r.standing != Standing.FALSE]
    lead.standing = Standing.TRUE if standing else Standing.UNKNOWN if open_ones else Standing.FALSE
    shown = standing or open_ones or reasons
    best = max(shown, key=_weight)
    lead.state = best.state
    lead.n_reasons = len(shown)
    lead.amount_fen = sum(first_year_fen(r) for r in shown)
    lead.months_missed = max(r.months_missed for r in shown)
    fits = FITS_FIRST if lead.state == State.ELIGIBLE else 0
    lead.rank = fits + lead.amount_fen + sum(arrears_fen(r) for r in shown)
    lead.why_zh = _cut(best.why_zh, f"；另有 {len(shown) - 1} 项" if len(shown) > 1 else "")
    lead.why_en = _cut(best.why_en, f"; {len(shown) - 1} more" if len(shown) > 1 else "")


def _weight(reason: LeadReason) -> tuple[bool, int, str]:
    money = first_year_fen(reason) + arrears_fen(reason)
    return reason.state == State.ELIGIBLE, money, reason.policy


def _cut(text: str, tail: str) -> str:
    return _short(text.rstrip("。."), WHY_LENGTH - len(tail)) + tail


def _short(text: str, length: int) -> str:
    """The text, or as many whole clauses of it as fit."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    end = max(kept.rfind(mark) for mark in ("；", "; ", "，", ", "))
    return kept[: end if end > 0 else len(kept)] + "…"
