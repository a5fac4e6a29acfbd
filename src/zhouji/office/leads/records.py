"""Finds leads and locks them, saves what was changed of them, and records what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_write
from zhouji.office.leads import store
from zhouji.office.leads.errors import NoSuchLeadError
from zhouji.office.leads.models import Lead, LeadEvent
from zhouji.office.leads.queries import access_leads
from zhouji.office.leads.transitions import as_it_stands

_MOVED = ("status", "holder", "changed")


def lock_leads(by: Actor) -> QuerySet[Lead]:
    """Leads in the actor's place, locked in one order where the database knows row locks."""
    return access_leads(by).select_for_update().order_by("pk")


def lock_lead(by: Actor, number: int) -> Lead:
    """One of them.

    Raises:
        NoSuchLeadError: there is none, or it lies outside the actor's place.
    """
    lead = lock_leads(by).filter(pk=number).first()
    if lead is None:
        raise NoSuchLeadError(f"no lead {number}")
    return lead


def forget_sending(lead: Lead) -> None:
    """It stands in no sending any more; not saved yet."""
    lead.sent_at, lead.sent_by_id, lead.sending, lead.due = None, None, "", None


def save(leads: Sequence[Lead], *fields: str) -> None:
    """Write where the leads were moved to, and these columns; nothing that others own."""
    for lead in leads:
        lead.changed = timezone.now()
    Lead.objects.bulk_update(leads, [*_MOVED, *fields], batch_size=store.CHUNK)


def tell(
    leads: Sequence[Lead],
    what: str,
    by: Actor,
    note: str = "",
    batch: str = "",
    old: dict[str, Any] | None = None,
) -> None:
    """One event a lead, with how it stood: `old`, or as it still stands."""
    LeadEvent.objects.bulk_create(
        [
            LeadEvent(
                lead=lead,
                at=timezone.now(),
                what=what,
                by=by.username,
                note=note[:400],
                batch=batch,
                old=old or as_it_stands(lead),
            )
            for lead in leads
        ],
        batch_size=store.CHUNK,
    )


def audit(
    by: Actor,
    action: str,
    leads: Sequence[Lead],
    new: dict[str, Any],
    old: dict[str, Any] | None = None,
) -> None:
    """One row for all of them, if any: each one's old values, and the new ones that they share."""
    if not leads:
        return
    record_write(
        by=by,
        action=action,
        old={str(lead.pk): old or as_it_stands(lead) for lead in leads},
        new={key: str(value) if isinstance(value, date) else value for key, value in new.items()},
        households=[lead.household_id for lead in leads],
    )
