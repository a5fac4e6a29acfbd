"""Writes of leads: each one checks the right, runs in one transaction and is audited."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_write
from zhouji.office.accounts.permissions import Permission
from zhouji.office.leads import store
from zhouji.office.leads.errors import (
    LeadMovedOnError,
    LeadsError,
    MissingReasonError,
    NoSuchLeadError,
)
from zhouji.office.leads.merge import Change, group_findings, key_of, merge
from zhouji.office.leads.models import CloseReason, Lead, LeadEvent, Status
from zhouji.office.leads.queries import access_leads
from zhouji.office.leads.workdays import Workdays

MOST_AT_ONCE = 500
MOST_WORKING_DAYS = 60


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
    scope: Collection[int] | None,
    findings: pa.Table,
    households: pa.Table,
    unknown: pa.Table,
) -> Applied:
    """Merge a screening into the leads; doing it twice changes nothing.

    `scope` names the households that were screened (None: all). `findings`, `households` and
    `unknown` hold one row a finding, a household with findings, a reason that can't be told now.
    """
    by.must(Permission.LEADS_APPLY)
    change = Change(run=run, now=timezone.now())
    rows = findings.to_pylist()
    with transaction.atomic():
        quiet = store.load_quiet(change.now)
        found = group_findings(rows, quiet)
        if scope is not None:
            found = {household: found[household] for household in found.keys() & set(scope)}
        open_leads = store.load_open_leads(scope)
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
    """Send each new lead to its own township with a deadline; those already sent are left alone."""
    by.must(Permission.LEADS_SEND)
    if not 0 < len(leads) <= MOST_AT_ONCE:
        raise LeadsError(f"choose between 1 and {MOST_AT_ONCE} leads")
    if not 0 < working_days <= MOST_WORKING_DAYS:
        raise LeadsError(f"a deadline lies between 1 and {MOST_WORKING_DAYS} working days")
    now, batch = timezone.now(), uuid.uuid4().hex
    due = workdays.after(timezone.localdate(), working_days)
    with transaction.atomic():
        chosen = list(_locked(by).filter(pk__in=leads))
        new = [lead for lead in chosen if lead.status == Status.NEW]
        _audit(by, "leads.send", new, {"status": Status.SENT, "due": due, "batch": batch})
        LeadEvent.objects.bulk_create(
            [
                _event(lead, LeadEvent.What.SENT, by, note, batch=batch, old=_state(lead))
                for lead in new
            ],
            batch_size=store.CHUNK,
        )
        Lead.objects.filter(pk__in=[lead.pk for lead in new]).update(
            status=Status.SENT, sent_at=now, due=due, changed=now, holder=None
        )
    return Sent(batch, [lead.pk for lead in new], len(set(leads)) - len(new), due)


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
        _one(by, lead)
        raise LeadMovedOnError("this lead was already sent or closed by somebody else")
    return sent


def undo_sending(*, by: Actor, batch: str) -> int:
    """Take back a sending where the leads still stand as it left them; returns how many."""
    by.must(Permission.LEADS_SEND)
    now = timezone.now()
    with transaction.atomic():
        sent = LeadEvent.objects.filter(batch=batch, what=LeadEvent.What.SENT, by=by.username)
        chosen = [
            lead
            for lead in _locked(by).filter(pk__in=sent.values("lead_id"))
            if lead.status == Status.SENT and lead.holder_id is None
        ]
        _audit(by, "leads.undo_send", chosen, {"status": Status.NEW, "batch": batch})
        LeadEvent.objects.bulk_create(
            [_event(lead, LeadEvent.What.UNDONE, by, "", old=_state(lead)) for lead in chosen],
            batch_size=store.CHUNK,
        )
        Lead.objects.filter(pk__in=[lead.pk for lead in chosen]).update(
            status=Status.NEW, sent_at=None, due=None, changed=now
        )
    return len(chosen)


def take_lead(*, by: Actor, lead: int) -> Lead:
    """A worker says: I do this one.

    Raises:
        LeadMovedOnError: another worker holds it, or it is not with the township.
    """
    by.must(Permission.LEADS_CLOSE)
    with transaction.atomic():
        one = _one(by, lead)
        if one.status != Status.SENT or one.holder_id not in (None, by.user_id):
            raise LeadMovedOnError("another worker holds this lead, or it is not with the township")
        _audit(by, "leads.take", [one], {"holder": by.username})
        one.holder_id = by.user_id
        one.changed = timezone.now()
        one.save(update_fields=["holder", "changed"])
    return one


def close_lead_with_reason(*, by: Actor, lead: int, reason: str, note: str = "") -> Lead:
    """Close a lead; the reason is kept and stays quiet for a while.

    Raises:
        MissingReasonError: no reason, or "another reason" without saying which.
        LeadMovedOnError: it is closed already.
    """
    by.must(Permission.LEADS_CLOSE)
    by_people = set(CloseReason.values) - {CloseReason.WITHDRAWN}
    if reason not in by_people or (reason == CloseReason.OTHER and not note.strip()):
        raise MissingReasonError("choose why this lead ends; another reason needs words")
    with transaction.atomic():
        one = _one(by, lead)
        if one.status == Status.CLOSED:
            raise LeadMovedOnError("this lead is closed already")
        _audit(by, "leads.close", [one], {"status": Status.CLOSED, "close_reason": reason})
        _event(one, LeadEvent.What.CLOSED, by, reason, old=_state(one)).save()
        now = timezone.now()
        one.status, one.close_reason, one.close_note = Status.CLOSED, reason, note.strip()[:400]
        one.closed_at, one.changed, one.flagged = now, now, False
        one.save()
    return one


def _locked(by: Actor) -> QuerySet[Lead]:
    """Leads in the actor's place, locked where the database knows row locks."""
    return access_leads(by).select_for_update()


def _one(by: Actor, number: int) -> Lead:
    lead = _locked(by).filter(pk=number).first()
    if lead is None:
        raise NoSuchLeadError(f"no lead {number}")
    return lead


def _state(lead: Lead) -> dict[str, Any]:
    return {
        "status": lead.status,
        "due": lead.due.isoformat() if lead.due else None,
        "holder": lead.holder_id,
    }


def _event(
    lead: Lead,
    what: str,
    by: Actor,
    note: str,
    *,
    batch: str = "",
    old: dict[str, Any] | None = None,
) -> LeadEvent:
    return LeadEvent(
        lead=lead,
        at=timezone.now(),
        what=what,
        by=by.username,
        note=note[:400],
        batch=batch,
        old=old,
    )


def _audit(by: Actor, action: str, leads: list[Lead], new: dict[str, Any]) -> None:
    """One row for all of them: each lead's old values, and the new ones that they share."""
    if not leads:
        return  # nothing was changed
    record_write(
        by=by,
        action=action,
        old={str(lead.pk): _state(lead) for lead in leads},
        new={key: str(value) if isinstance(value, date) else value for key, value in new.items()},
        households=[lead.household_id for lead in leads],
    )
