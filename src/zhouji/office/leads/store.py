"""Loads and saves many leads at once, in chunks, inside the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q

from zhouji.office.leads.merge import HOUSEHOLD_FIELDS, REASON_FIELDS, Change, Key
from zhouji.office.leads.models import (
    CloseReason,
    Lead,
    LeadEvent,
    LeadReason,
    Status,
)

T = TypeVar("T")
CHUNK = 400
FEW = 20_000  # more households than this are loaded by one scan instead of chunk by chunk
OPENING = 5_120_119  # the lock of PostgreSQL that whoever opens leads holds; any number of ours
_MONEY = ("amount_fen", "amount_is_least", "months_missed")
_SUMS = ("state", "standing", *_MONEY, "n_reasons", "rank")
# What a run writes. Where a lead stands, who holds it and until when belongs to people.
RUN_FIELDS = [*HOUSEHOLD_FIELDS, *_SUMS, "why_zh", "why_en", "changed", "flagged"]
CLOSED_BY_RUN = ["status", "close_reason", "closed_at"]

# Working rule until the county sets its own: for how many days a closed reason stays quiet, the
# day of its closing included.
QUIET: dict[str, int] = {
    CloseReason.HELPED: 60,
    CloseReason.HAS_IT: 90,
    CloseReason.DATA_WRONG: 90,
    CloseReason.OTHER: 90,
    CloseReason.NOT_MET: 180,
    CloseReason.DECLINED: 365,
}


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def wait_for_other_openers() -> None:
    """Let in one transaction at a time that opens leads, until it ends: one open lead a household.

    It comes before any row is locked, so that nobody waits crosswise. SQLite lets in one writer
    at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING])


def has_open_lead(household_id: int) -> bool:
    """Whether work on the household is going on; true until the end for who waited for others."""
    return Lead.objects.filter(household_id=household_id).exclude(status=Status.CLOSED).exists()


def lock_open_leads(scope: Collection[int] | None) -> dict[int, Lead]:
    """Open leads by household, locked; all of them, or those of the households in scope.

    Everybody who locks several leads locks them by number, so that nobody waits crosswise.
    """
    open_ones = Lead.objects.exclude(status=Status.CLOSED)
    locked = open_ones.select_for_update().order_by("pk")
    if scope is None:
        return {lead.household_id: lead for lead in locked.iterator(2000)}
    if len(scope) > FEW:
        wanted = frozenset(scope)
        return {
            lead.household_id: lead for lead in locked.iterator(2000) if lead.household_id in wanted
        }
    numbers = [
        number
        for part in chunks(sorted(scope))
        for number in open_ones.filter(household_id__in=part).values_list("pk", flat=True)
    ]
    return {
        lead.household_id: lead
        for part in chunks(sorted(numbers))
        for lead in locked.filter(pk__in=part)
    }


def load_reasons(leads: Collection[Lead]) -> dict[int, list[LeadReason]]:
    """Reasons by lead."""
    numbers = sorted(lead.pk for lead in leads)
    grouped: dict[int, list[LeadReason]] = defaultdict(list)
    for part in chunks(numbers):
        for reason in LeadReason.objects.filter(lead_id__in=part):
            grouped[reason.lead_id].append(reason)
    return grouped


def load_quiet(day: date) -> set[Key]:
    """Keys that a person closed a short while before the day: not told again yet."""
    rows = LeadReason.objects.filter(_closed(day, "gt"), lead__status=Status.CLOSED)
    return set(rows.values_list("lead__household_id", "policy", "subject_id"))


def households_quiet_no_more(day: date) -> set[int]:
    """Households of which a closed reason may be told again, and stands in no open lead."""
    told = LeadReason.objects.exclude(lead__status=Status.CLOSED).filter(
        lead__household_id=OuterRef("lead__household_id"),
        policy=OuterRef("policy"),
        subject_id=OuterRef("subject_id"),
    )
    rows = LeadReason.objects.filter(_closed(day, "lte"), lead__status=Status.CLOSED)
    return set(rows.exclude(Exists(told)).values_list("lead__household_id", flat=True))


def households_reopened() -> set[int]:
    """Households whose open lead a person opened again: no run looked at it while it was closed."""
    reopened = Lead.objects.exclude(status=Status.CLOSED).filter(reopened_at__isnull=False)
    return set(reopened.values_list("household_id", flat=True))


def _closed(day: date, when: str) -> Q:
    """Reasons closed by people less (gt), or not less (lte) than their quiet days before a day."""
    condition = Q()
    for reason, days in QUIET.items():
        start = {f"lead__closed_on__{when}": day - timedelta(days=days)}
        condition |= Q(lead__close_reason=reason, **start)
    return condition


def save(change: Change) -> None:
    """Insert what is new, update what changed: the run's own columns of rows that it locked."""
    Lead.objects.bulk_create(change.new_leads, batch_size=CHUNK)
    LeadReason.objects.bulk_create(change.new_reasons, batch_size=CHUNK)
    _update(Lead, change.changed_leads.values(), RUN_FIELDS)
    _update(Lead, change.closed_leads, CLOSED_BY_RUN)
    _update(LeadReason, change.changed_reasons, [*REASON_FIELDS, "standing", "closed_run"])
    for part in chunks(sorted(change.seen_leads)):
        Lead.objects.filter(pk__in=part).exclude(last_run=change.run).update(last_run=change.run)
    LeadEvent.objects.bulk_create(change.events, batch_size=CHUNK)


def _update(model: type[Model], rows: Iterable[Any], fields: list[str]) -> None:
    """Write these columns of rows that are there; one statement a chunk."""
    model._default_manager.bulk_create(
        rows, batch_size=CHUNK, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )
