"""The list of leads: filters in the address, tick and send in bulk, undo."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhouji.base.numbers import number_in
from zhouji.office.accounts.permissions import Role
from zhouji.office.leads import actions
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.queries import list_leads
from zhouji.office.leads.rights import LeadRight
from zhouji.web import addresses
from zhouji.web.deadlines import DAYS
from zhouji.web.leads.forms import LeadFilterForm
from zhouji.web.permissions import Asked, needs
from zhouji.web.pool import workdays

USUAL_DAYS = 10


@needs(LeadRight.VIEW)
@require_safe
def leads(request: Asked) -> HttpResponse:
    filters = LeadFilters.read(request.GET.dict())
    found = list_leads(
        by=request.actor,
        filters=filters,
        workdays=workdays(),
        cursor=request.GET.get("at", ""),
        page=request.get_full_path(),
    )
    address = f"?{filters.address()}" if filters.narrowed else ""
    if request.session.get("leads_address", "") != address:
        request.session["leads_address"] = address
    context = {
        "found": found,
        "filters": filters,
        "form": LeadFilterForm(filters, township=request.actor.role == Role.TOWNSHIP),
        "narrowed_by": _chips(filters),
        "may_send": request.actor.may(LeadRight.SEND),
        "days": [days for days, _words in DAYS],
        "usual_days": USUAL_DAYS,
        "undo": request.session.pop("undo", None),
        "here": filters.address(),
        "at": request.GET.get("at", ""),
    }
    return render(request, "leads/list.html", context)


def _chips(filters: LeadFilters) -> list[str]:
    """Filters that have no field of their own on the page, in words."""
    words = {
        "overdue": _("overdue"),
        "week": _("due within five working days"),
        "differs": _("newer data differ"),
        "unknown": _("can't be told now"),
        "me": _("held by me"),
        "nobody": _("held by nobody"),
    }
    return [words[key] for key in (filters.due, filters.flag, filters.holder) if key]


def _back(request: Asked) -> str:
    filters = LeadFilters.read(dict(parse_qsl(request.POST.get("here", ""))))
    at = {"at": request.POST["at"]} if request.POST.get("at") else {}
    query = "&".join(part for part in (filters.address(), urlencode(at)) if part)
    listed = reverse("leads")
    return f"{listed}?{query}" if 0 < len(query) < addresses.LONGEST - len(listed) else listed


@needs(LeadRight.SEND)
@require_POST
def send_many(request: Asked) -> HttpResponse:
    ticked = [number_in(text) for text in request.POST.getlist("lead")]
    chosen = {number for number in ticked if number is not None}
    days = number_in(request.POST.get("days", ""))
    if not chosen:
        messages.warning(request, _("Tick at least one lead, then send."))
        return HttpResponseRedirect(_back(request))
    if days not in dict(DAYS) or len(chosen) > actions.MOST_AT_ONCE:
        said = _("Nothing was sent: tick at most %(most)s leads and choose a deadline of the list.")
        messages.warning(request, said % {"most": actions.MOST_AT_ONCE})
        return HttpResponseRedirect(_back(request))
    sent = actions.send_leads_to_townships(
        by=request.actor, leads=chosen, working_days=days, workdays=workdays()
    )
    request.session["undo"] = {
        "batch": sent.batch,
        "count": len(sent.leads),
        "skipped": sent.skipped,
        "due": sent.due.isoformat(),
    }
    return HttpResponseRedirect(_back(request))


@needs(LeadRight.SEND)
@require_POST
def undo(request: Asked) -> HttpResponse:
    count = actions.undo_sending(by=request.actor, batch=request.POST.get("batch", ""))
    said = ngettext("%(n)s lead taken back.", "%(n)s leads taken back.", count) % {"n": count}
    messages.info(request, said)
    return HttpResponseRedirect(_back(request))
