"""Merges what a screening found into the open leads; pure, so that it can be tested alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhouji.office.accounts.actor import Actor
from zhouji.office.leads.models import CloseReason, Lead, LeadEvent, LeadReason, Standing
from zhouji.office.leads.sums import WHY_LENGTH, short, sum_up
from zhouji.office.leads.transitions import Action, Case, allowed, as_it_stands, move

Key = tuple[int, str, int]  # household, policy, subject
_SHOWN = ("head_person_id", "head_name", "head_id_number", "township_code", "township")
_PLACE = ("village_code", "village", "address", "n_members")
_MAY_BE_UNKNOWN = ("head_person_id", "n_members")
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
    """A reason's value; what nobody can tell of its figures stays None."""
    if name in ("amount_fen", "months_missed"):
        return row[name]
    if name == "missing":
        return sorted(row[name] or [])
    return short(row[name] or "")


def _place(lead: Lead, household: Row | None) -> bool:
    if household is None:
        return False
    moved = False
    for name in HOUSEHOLD_FIELDS:
        value = household[name]
        if value is None and name not in _MAY_BE_UNKNOWN:
            value = ""
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
