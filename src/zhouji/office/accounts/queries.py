"""Reads of accounts: who looked at what; which departments have somebody to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.accounts.models import AuditRow, AuditSubject, User
from zhouji.office.accounts.permissions import Role
from zhouji.office.accounts.rights import AccountRight

PAGE = 50


@dataclass(frozen=True)
class AuditFilters:
    """What an auditor looks for."""

    username: str = ""
    household: int | None = None
    kind: str = ""
    day: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class AuditPage:
    """One page of the trail, newest first; `older` is where the next one starts."""

    rows: list[AuditRow]
    total: int
    older: int | None


def list_audit(*, by: Actor, filters: AuditFilters, page: str = "") -> AuditPage:
    """Rows of the trail. Looking is itself recorded."""
    by.must(AccountRight.AUDIT_VIEW)
    with transaction.atomic():
        record_read(
            by=by,
            action="audit.list",
            page=page,
            households=[filters.household] if filters.household else [],
        )
        matching = _matching(filters)
        total = matching.count()
        if filters.before:
            matching = matching.filter(pk__lt=filters.before)
        subjects = Prefetch("subjects", AuditSubject.objects.order_by("kind", "pk"))
        rows = list(matching.order_by("-pk").prefetch_related(subjects)[: PAGE + 1])
    return AuditPage(rows[:PAGE], total, rows[PAGE - 1].pk if len(rows) > PAGE else None)


def _matching(filters: AuditFilters) -> QuerySet[AuditRow]:
    rows = AuditRow.objects.all()
    if filters.username:
        rows = rows.filter(username=filters.username)
    if filters.household is not None:
        rows = rows.filter(
            subjects__kind=AuditSubject.Kind.HOUSEHOLD, subjects__subject_id=filters.household
        )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.day:
        rows = rows.filter(at__date=filters.day)
    return rows


def departments_that_answer() -> frozenset[str]:
    """Codes of the departments in which somebody can log in and answer."""
    clerks = User.objects.filter(role=Role.DEPARTMENT, is_active=True).exclude(department="")
    return frozenset(clerks.values_list("department", flat=True))


def viewers_of(household_id: int, limit: int = 20) -> list[AuditRow]:
    """The newest rows about a household, for its own file; the caller has recorded its reading."""
    return list(_matching(AuditFilters(household=household_id)).order_by("-pk")[:limit])
