"""The workbench: tiles that open exactly their list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.permissions import Role
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.queries import count_by, count_leads
from zhouji.office.leads.questions import count_questions
from zhouji.office.leads.rights import LeadRight, QuestionRight
from zhouji.office.sources.queries import list_sources
from zhouji.office.sources.rights import SourceRight
from zhouji.web.permissions import Asked, needs
from zhouji.web.policy_library import name_of
from zhouji.web.pool import pool_day, the_pool, townships, workdays
from zhouji.web.workbench.rights import WorkbenchRight

TOP = 10


@dataclass(frozen=True)
class Tile:
    """A number and the list behind it."""

    word: str
    count: int
    href: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """A row of a bar table: a name, a number, its share of the greatest, the list behind it."""

    name: str
    count: int
    share: int
    href: str


@needs(WorkbenchRight.VIEW)
@require_safe
def workbench(request: Asked) -> HttpResponse:
    actor = request.actor
    context = {
        "tiles": [*_lead_tiles(actor), *_question_tiles(actor), *_source_tiles(actor)],
        "by_policy": _by_policy(actor),
        "by_township": _by_township(actor),
    }
    return render(request, "workbench/workbench.html", context)


def _lead_tiles(actor: Actor) -> list[Tile]:
    if not actor.may(LeadRight.VIEW):
        return []
    return [_tile(actor, word, tone, filters) for word, tone, filters in _tiles_of(actor.role)]


def _tiles_of(role: str) -> list[tuple[str, str, LeadFilters]]:
    overdue = (_("Overdue"), "red", LeadFilters(due="overdue"))
    week = (_("Due this week"), "orange", LeadFilters(due="week"))
    differs = (_("Newer data differ"), "yellow", LeadFilters(flag="differs"))
    new = (_("Awaiting triage"), "blue", LeadFilters(status="new"))
    sent = (_("With the township"), "", LeadFilters(status="out"))
    mine = (_("Held by me"), "", LeadFilters(status="taken", holder="me"))
    returned = (_("Returned by a township"), "red", LeadFilters(status="returned"))
    if role == Role.TOWNSHIP:
        return [(_("Sent to us"), "blue", LeadFilters(status="sent")), mine, overdue, week, differs]
    return [new, returned, sent, overdue, week, differs]


def _tile(actor: Actor, word: str, tone: str, filters: LeadFilters) -> Tile:
    count = count_leads(by=actor, filters=filters, workdays=workdays())
    return Tile(word, count, f"{reverse('leads')}?{filters.address()}", tone if count else "")


def _question_tiles(actor: Actor) -> list[Tile]:
    if not actor.may(QuestionRight.VIEW):
        return []
    tones = (("open", _("Asked of my department"), "blue"), ("overdue", _("Overdue"), "red"))
    counted = [(count_questions(by=actor, state=s), s, word, tone) for s, word, tone in tones]
    address = reverse("questions")
    return [
        Tile(word, count, f"{address}?state={state}", tone if count else "")
        for count, state, word, tone in counted
    ]


def _source_tiles(actor: Actor) -> list[Tile]:
    if not actor.may(SourceRight.VIEW):
        return []
    found = list_sources(by=actor, pool=the_pool(), today=pool_day())
    late = sum(source.lateness.state in ("late", "stale") for source in found)
    href = f"{reverse('sources')}?state=behind"
    return [Tile(_("Sources late"), late, href, "orange" if late else "")]


def _by_policy(actor: Actor) -> list[Bar]:
    counts = _counts(actor, "policy")
    named = [(name_of(code), n, LeadFilters(policy=code)) for code, n in counts.items()]
    return _bars(named[:TOP])


def _by_township(actor: Actor) -> list[Bar]:
    if actor.role == Role.TOWNSHIP:
        return []
    counts = _counts(actor, "township_code")
    names = {place.code: place for place in townships()}
    rows = [
        (names[code].zh if code in names else code, n, LeadFilters(township=code))
        for code, n in counts.items()
    ]
    return _bars(rows)


def _counts(actor: Actor, field: str) -> dict[str, int]:
    if not actor.may(LeadRight.VIEW):
        return {}
    return count_by(by=actor, field=field, filters=LeadFilters(), workdays=workdays())


def _bars(rows: list[tuple[str, int, LeadFilters]]) -> list[Bar]:
    most = max((n for _name, n, _filters in rows), default=1)
    return [
        Bar(name, n, round(100 * n / most), f"{reverse('leads')}?{filters.address()}")
        for name, n, filters in rows
    ]
