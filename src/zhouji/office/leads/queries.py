"""Reads of leads: place is part of the query, the reading is audited before the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Prefetch, Q, QuerySet, When
from django.utils import timezone

from zhouji.base.money import yuan
from zhouji.base.numbers import number_in
from zhouji.office.accounts.access import in_area
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.households.rights import HouseholdRight
from zhouji.office.leads.errors import NoSuchLeadError
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import Lead, LeadEvent, LeadReason, Question, Standing, Status
from zhouji.office.leads.rights import LeadRight
from zhouji.office.leads.sums import TIMES_A_YEAR
from zhouji.office.leads.workdays import Workdays

PAGE = 50
# Eligible stands before possible; unknown money before known, and that before goods.
_BY_WEIGHT: tuple[Any, ...] = (
    "state",
    Case(
        When(amount_fen__isnull=False, then=1),
        When(amount_unit__in=TIMES_A_YEAR, then=0),
        default=2,
    ),
    "-amount_fen",
    "policy",
)
_STANDING_FIRST = [Standing.TRUE, Standing.UNKNOWN, Standing.FALSE]


def access_leads(by: Actor) -> QuerySet[Lead]:
    """The leads that lie in the actor's place; a department has questions, never leads."""
    return Lead.objects.filter(in_area(by))


@dataclass(frozen=True)
class LeadPage:
    """One page of the list; `later` and `earlier` are cursors of its neighbours."""

    leads: list[Lead]
    total: int
    later: str
    earlier: str


def list_leads(
    *, by: Actor, filters: LeadFilters, workdays: Workdays, cursor: str = "", page: str = ""
) -> LeadPage:
    """Fifty leads in order of rank. Any page is as fast as the first: it starts at a key."""
    by.must(LeadRight.VIEW)
    with transaction.atomic():
        matching = _matching(by, filters, workdays)
        total = matching.count()
        backwards, where = _after(cursor)
        order = ("rank", "pk") if backwards else ("-rank", "-pk")
        rows = list(
            matching.filter(where)
            .order_by(*order)
            .select_related("holder")
            .prefetch_related(Prefetch("reasons", LeadReason.objects.order_by(*_BY_WEIGHT)))[
                : PAGE + 1
            ]
        )
        more, leads = len(rows) > PAGE, rows[:PAGE]
        if backwards:
            leads.reverse()
        _record(by, "leads.list", leads, page)
    later = _cursor("a", leads[-1]) if leads and (more or backwards) else ""
    earlier = _cursor("b", leads[0]) if leads and (more if backwards else bool(cursor)) else ""
    return LeadPage(leads, total, later, earlier)


def _record(by: Actor, action: str, leads: list[Lead], page: str) -> None:
    record_read(
        by=by,
        action=action,
        page=page,
        households=[lead.household_id for lead in leads],
        persons=[lead.head_person_id for lead in leads if lead.head_person_id is not None],
    )


def _matching(by: Actor, filters: LeadFilters, workdays: Workdays) -> QuerySet[Lead]:
    condition = filters.condition(timezone.localdate(), workdays, by.user_id)
    return access_leads(by).filter(condition)


def _after(cursor: str) -> tuple[bool, Q]:
    """Read `a.RANK.ID` (what comes after) or `b.RANK.ID` (what comes before)."""
    way, _, key = cursor.partition(".")
    rank, number = (number_in(part) for part in key.partition(".")[::2])
    if way not in ("a", "b") or rank is None or number is None:
        return False, Q()
    if way == "b":
        return True, Q(rank__gte=rank) & (Q(rank__gt=rank) | Q(pk__gt=number))
    return False, Q(rank__lte=rank) & (Q(rank__lt=rank) | Q(pk__lt=number))


def _cursor(way: str, lead: Lead) -> str:
    return f"{way}.{lead.rank}.{lead.pk}"


def count_leads(*, by: Actor, filters: LeadFilters, workdays: Workdays) -> int:
    """How many the list with these filters holds: the same query."""
    by.must(LeadRight.VIEW)
    return _matching(by, filters, workdays).count()


def count_by(*, by: Actor, field: str, filters: LeadFilters, workdays: Workdays) -> dict[Any, int]:
    """Leads of the list a value of `policy` or of a column."""
    by.must(LeadRight.VIEW)
    matching = _matching(by, filters, workdays)
    if field == "policy":
        standing = ~Q(reasons__standing=Standing.FALSE) & Q(reasons__isnull=False)
        rows = matching.filter(standing).values_list("reasons__policy")
        return dict(rows.annotate(n=Count("pk", distinct=True)).order_by("-n"))
    return dict(matching.values_list(field).annotate(n=Count("pk")).order_by("-n"))


@dataclass(frozen=True)
class LeadFile:
    """A lead with everything the office knows about it."""

    lead: Lead
    reasons: list[LeadReason]
    events: list[LeadEvent]
    questions: list[Question]
    earlier: list[Lead]


def open_lead(*, by: Actor, lead: int, page: str = "") -> LeadFile:
    """One lead.

    Raises:
        NoSuchLeadError: there is none, or it lies outside the actor's place.
    """
    by.must(LeadRight.VIEW)
    with transaction.atomic():
        one = access_leads(by).select_related("holder").filter(pk=lead).first()
        if one is None:
            raise NoSuchLeadError(f"no lead {lead}")
        _record(by, "leads.open", [one], page)
        questions = one.questions.select_related("asked_by", "answered_by").order_by("asked_at")
        earlier = access_leads(by).filter(household_id=one.household_id, status=Status.CLOSED)
        return LeadFile(
            one,
            _in_order(one.reasons.order_by(*_BY_WEIGHT)),
            list(one.events.order_by("-pk")),
            list(questions),
            list(earlier.exclude(pk=one.pk).order_by("-closed_at")[:10]),
        )


def _in_order(reasons: Iterable[LeadReason]) -> list[LeadReason]:
    return sorted(reasons, key=lambda reason: _STANDING_FIRST.index(Standing(reason.standing)))


def leads_of_household(*, by: Actor, household_id: int) -> list[Lead]:
    """All leads of a household, newest first, for its file; the file records the reading."""
    by.must(HouseholdRight.VIEW)
    return list(access_leads(by).filter(household_id=household_id).order_by("-pk"))


def as_json(*, by: Actor | None = None, filters: LeadFilters | None = None) -> list[dict[str, Any]]:
    """Every lead of the list for `zhouji leads`; ids only, no names. `amount` is a year's yuan,
    null where none is known yet, and `amount_is_least` where a reason's amount is unknown.

    A reason's `standing` is `true`, or `unknown` where an earlier run found it and a source that
    is late or silent now keeps this one from telling.
    """
    by = by or Actor.system("command")
    by.must(LeadRight.VIEW)
    today: date = timezone.localdate()
    with transaction.atomic():
        condition = (filters or LeadFilters()).condition(today, Workdays(), by.user_id)
        leads = access_leads(by).filter(condition).order_by("-rank", "-pk")
        shown = list(leads.prefetch_related("reasons"))
        record_read(by=by, action="leads.export", page=f"{len(shown)} leads, ids only")
    return [_json(lead) for lead in shown]


def _json(lead: Lead) -> dict[str, Any]:
    standing = [r for r in lead.reasons.all() if r.standing != Standing.FALSE]
    reasons = sorted(standing, key=lambda r: (r.policy, r.subject_id))
    return {
        "id": lead.pk,
        "household_id": lead.household_id,
        "township": lead.township_code,
        "policies": sorted({r.policy for r in reasons}),
        "indicators": [],
        "amount": _yuan(lead.amount_fen),
        "amount_is_least": lead.amount_is_least,
        "amounts": [
            {
                "policy": r.policy,
                "subject_id": r.subject_id,
                "state": r.state,
                "standing": r.standing,
                "amount": _yuan(r.amount_fen),
                "unit": r.amount_unit,
            }
            for r in reasons
        ],
        "missing": sorted({name for r in reasons for name in r.missing}),
        "months_missed": lead.months_missed,
        "status": lead.status,
        "state": lead.state,
        "why": lead.why_zh,
    }


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else float(yuan(fen))
