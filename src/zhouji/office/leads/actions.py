"""Writes of leads: each one checks the right, runs in one transaction and is audited."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_write
from zhouji.office.leads import store
from zhouji.office.leads.errors import (
    AnotherLeadOpenError,
    LeadMovedOnError,
    LeadsError,
    MissingReasonError,
)
from zhouji.office.leads.merge import Change, group_findings, key_of, merge
from zhouji.office.leads.models import CloseReason, Lead, LeadEvent, ReturnReason, Status
from zhouji.office.leads.records import audit, forget_sending, lock_lead, lock_leads, save, tell
from zhouji.office.leads.rights import LeadRight
from zhouji.office.leads.transitions import (
    NEEDED,
    Action,
    Case,
    Condition,
    allowed,
    as_it_stands,
    move,
)
from zhouji.office.leads.workdays import Workdays

MOST_AT_ONCE = 500
MOST_WORKING_DAYS = 60
_SENDING = ("sent_at", "sent_by", "sending", "due")
_RETURN = ("return_reason", "return_note")
_CLOSING = ("close_reason", "close_note", "closed_at", "closed_on", "flagged")


@dataclass(frozen=True)
class Applied:
    """What a run did to the leads."""

    found: int
    quiet: int
    opened: int
    changed: int
    closed: int
    flagged: int


def apply_findings(
    *,
    by: Actor,
    run: str,
    day: date,
    scope: Collection[int] | None,
    findings: pa.Table,
    households: pa.Table,
    unknown: pa.Table,
) -> Applied:
    """Merge a screening into the leads; doing it twice changes nothing.

    `scope` names the households that were screened (None: all); `day` is the day that the run
    looks at, by which what people closed is quiet or may be told again. `findings`, `households`
    and `unknown` hold one row a finding, a household with findings, a reason that can't be told
    now.
    """
    by.must(LeadRight.APPLY)
    change = Change(run=run, now=timezone.now(), by=by)
    rows = findings.to_pylist()
    with transaction.atomic():
        store.wait_for_other_openers()
        open_leads = store.lock_open_leads(scope)
        quiet = store.load_quiet(day)  # after the locks: what was closed until then counts
        found = group_findings(rows, quiet)
        if scope is not None:
            found = {household: found[household] for household in found.keys() & set(scope)}
        merge(
            change,
            open_leads,
            store.load_reasons(open_leads.values()),
            found,
            {row["household_id"]: row for row in households.to_pylist()},
            {key_of(row) for row in unknown.to_pylist()},
        )
        store.save(change)
        applied = _count(change, len(rows), len(rows) - sum(map(len, found.values())))
        record_write(by=by, action="leads.apply", new={"run": run, **asdict(applied)})
    return applied


def _count(change: Change, found: int, quiet: int) -> Applied:
    changed = change.changed_leads.values()
    return Applied(
        found=found,
        quiet=quiet,
        opened=len(change.new_leads),
        changed=len(changed),
        closed=sum(lead.status == Status.CLOSED for lead in changed),
        flagged=sum(lead.flagged for lead in changed),
    )


@dataclass(frozen=True)
class Sent:
    """A sending, with the word that undoes it."""

    batch: str
    leads: list[int]
    skipped: int
    due: date


def send_leads_to_townships(
    *, by: Actor, leads: Collection[int], working_days: int, workdays: Workdays, note: str = ""
) -> Sent:
    """Send each waiting lead to its own township with a deadline; the others are left alone."""
    by.must(NEEDED[Action.SEND])
    if not 0 < len(leads) <= MOST_AT_ONCE:
        raise LeadsError(f"choose between 1 and {MOST_AT_ONCE} leads")
    if not 0 < working_days <= MOST_WORKING_DAYS:
        raise LeadsError(f"a deadline lies between 1 and {MOST_WORKING_DAYS} working days")
    now, batch = timezone.now(), uuid.uuid4().hex
    due = workdays.after(timezone.localdate(), working_days)
    with transaction.atomic():
        chosen = list(lock_leads(by).filter(pk__in=leads))
        sent = [lead for lead in chosen if allowed(Action.SEND, Case(lead, by))]
        audit(by, "leads.send", sent, {"status": Status.SENT, "due": due, "batch": batch})
        tell(sent, LeadEvent.What.SENT, by, note, batch)
        for lead in sent:
            move(Action.SEND, Case(lead, by))
            lead.sent_at, lead.sent_by_id, lead.sending, lead.due = now, by.user_id, batch, due
        save(sent, *_SENDING)
    return Sent(batch, [lead.pk for lead in sent], len(set(leads)) - len(sent), due)


def send_lead_to_township(
    *, by: Actor, lead: int, working_days: int, workdays: Workdays, note: str = ""
) -> Sent:
    """Send one lead to its township.

    Raises:
        LeadMovedOnError: somebody sent or closed it in the meantime.
    """
    sent = send_leads_to_townships(
        by=by, leads=[lead], working_days=working_days, workdays=workdays, note=note
    )
    if not sent.leads:
        lock_lead(by, lead)
        raise LeadMovedOnError("this lead was already sent or closed by somebody else")
    return sent


def undo_sending(*, by: Actor, batch: str) -> int:
    """Take back a sending of one's own where the leads still stand in it; returns how many."""
    by.must(NEEDED[Action.UNDO])
    with transaction.atomic():
        standing = lock_leads(by).filter(sending=batch)
        chosen = [lead for lead in standing if allowed(Action.UNDO, Case(lead, by, batch))]
        audit(by, "leads.undo_send", chosen, {"batch": batch})
        tell(chosen, LeadEvent.What.UNDONE, by, "", batch)
        for lead in chosen:
            move(Action.UNDO, Case(lead, by, batch))
            forget_sending(lead)
        save(chosen, *_SENDING)
    return len(chosen)


def take_lead(*, by: Actor, lead: int) -> Lead:
    """A worker says: I do this one; saying it twice changes nothing.

    Raises:
        LeadMovedOnError: another worker holds it, or it is not with the township.
    """
    by.must(NEEDED[Action.TAKE])
    with transaction.atomic():
        one = lock_lead(by, lead)
        old = as_it_stands(one)
        row = move(Action.TAKE, Case(one, by))
        if row.start == row.end:
            return one
        audit(by, "leads.take", [one], {"status": row.end, "holder": by.username}, old)
        tell([one], LeadEvent.What.TAKEN, by, old=old)
        save([one])
    return one


def hand_back_lead(*, by: Actor, lead: int, note: str = "") -> Lead:
    """Let a colleague take it: the holder does, or the county for a holder who can't.

    Raises:
        MissingReasonError: a colleague holds it, and nothing is said why it is taken off them.
        LeadMovedOnError: nobody holds it, or it is not this one's to hand back.
    """
    by.must(NEEDED[Action.HAND_BACK])
    with transaction.atomic():
        one = lock_lead(by, lead)
        old = as_it_stands(one)
        row = move(Action.HAND_BACK, Case(one, by))
        if Condition.A_COLLEAGUE_HOLDS_IT in row.conditions and not note.strip():
            raise MissingReasonError("say why this lead is taken off the one who holds it")
        audit(by, "leads.hand_back", [one], {"status": row.end, "holder": None}, old)
        tell([one], LeadEvent.What.HANDED, by, note, old=old)
        save([one])
    return one


def return_lead_to_county(*, by: Actor, lead: int, reason: str, note: str = "") -> Lead:
    """The township gives a lead back; the county sends it again, or closes it.

    Raises:
        MissingReasonError: no reason, or "another reason" without saying which.
        LeadMovedOnError: it is not with the township, or a colleague holds it.
    """
    by.must(NEEDED[Action.RETURN])
    if reason not in ReturnReason or (reason == ReturnReason.OTHER and not note.strip()):
        raise MissingReasonError("choose why this lead is returned; another reason needs words")
    with transaction.atomic():
        one = lock_lead(by, lead)
        old = as_it_stands(one)
        row = move(Action.RETURN, Case(one, by))
        forget_sending(one)
        one.return_reason, one.return_note = reason, note.strip()[:400]
        audit(by, "leads.return", [one], {"status": row.end, "return_reason": reason}, old)
        tell([one], LeadEvent.What.RETURNED, by, reason, old=old)
        save([one], *_SENDING, *_RETURN)
    return one


def close_lead_with_reason(
    *, by: Actor, lead: int, reason: str, note: str = "", on: date | None = None
) -> Lead:
    """Close a lead; the reason is kept and stays quiet for a while.

    `on` is the day on the pool's clock, by default today: the quiet days are counted from it.

    Raises:
        MissingReasonError: no reason, or "another reason" without saying which.
        LeadMovedOnError: it is closed already, or not this one's to close.
    """
    by.must(NEEDED[Action.CLOSE])
    by_people = set(CloseReason.values) - {CloseReason.WITHDRAWN}
    if reason not in by_people or (reason == CloseReason.OTHER and not note.strip()):
        raise MissingReasonError("choose why this lead ends; another reason needs words")
    with transaction.atomic():
        one = lock_lead(by, lead)
        old = as_it_stands(one)
        row = move(Action.CLOSE, Case(one, by))
        one.close_reason, one.close_note = reason, note.strip()[:400]
        one.closed_at, one.flagged = timezone.now(), False
        one.closed_on = on or timezone.localdate()
        audit(by, "leads.close", [one], {"status": row.end, "close_reason": reason}, old)
        tell([one], LeadEvent.What.CLOSED, by, reason, old=old)
        save([one], *_CLOSING)
    return one


def reopen_lead(*, by: Actor, lead: int, note: str) -> Lead:
    """Go on with a closed lead: the quiet time that its closing began is over.

    The county's goes back to those that wait, the worker's who closed it to that worker.

    Raises:
        MissingReasonError: nothing is said why.
        AnotherLeadOpenError: the household has an open lead already.
        LeadMovedOnError: it is not closed, or this worker did not close it.
    """
    by.must(NEEDED[Action.REOPEN])
    if not note.strip():
        raise MissingReasonError("say why this lead is opened again")
    with transaction.atomic():
        store.wait_for_other_openers()
        one = lock_lead(by, lead)
        old = as_it_stands(one)
        row = move(Action.REOPEN, Case(one, by))
        if store.has_open_lead(one.household_id):
            raise AnotherLeadOpenError("this household has an open lead already: go on with that")
        one.close_reason, one.close_note = "", ""
        one.closed_at = one.closed_on = None
        one.reopened_at = timezone.now()
        if row.end == Status.NEW:
            forget_sending(one)
            one.return_reason, one.return_note = "", ""
        audit(by, "leads.reopen", [one], {"status": row.end, "note": note.strip()[:400]}, old)
        tell([one], LeadEvent.What.REOPENED, by, note.strip(), old=old)
        save([one], "reopened_at", *_SENDING, *_RETURN, *_CLOSING)
    return one
