"""The household file 一户一档: asks the purpose once a session, then says that this is recorded."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhouji.office.accounts.permissions import Purpose
from zhouji.office.accounts.queries import viewers_of
from zhouji.office.households.errors import NoSuchHouseholdError
from zhouji.office.households.household_files import HouseholdFile, open_household
from zhouji.office.households.rights import HouseholdRight
from zhouji.office.leads.queries import leads_of_household
from zhouji.web.fact_names import fact_label
from zhouji.web.households.fact_rows import is_fact, rows_of_fact
from zhouji.web.households.fact_sets import household_facts, person_facts
from zhouji.web.households.forms import PurposeForm
from zhouji.web.permissions import Asked, needs
from zhouji.web.pool import the_pool


@needs(HouseholdRight.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def household(request: Asked, household_id: int) -> HttpResponse:
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session["purpose"] = form.cleaned_data["purpose"]
        return HttpResponseRedirect(_address(request))
    if "purpose" not in request.session or request.method == "POST" or "purpose" in request.GET:
        context = {"form": form, "household_id": household_id, "wrong": form}
        return render(
            request, "households/purpose.html", context, status=422 if form.errors else 200
        )
    return _file(request, household_id)


def _address(request: Asked) -> str:
    """The file, or the rows behind one fact that were asked for in it."""
    fact = request.GET.get("rows", "")
    return f"{request.path}?{urlencode({'rows': fact})}" if fact else request.path


def _file(request: Asked, household_id: int) -> HttpResponse:
    try:
        file = open_household(
            by=request.actor, pool=the_pool(), household_id=household_id, page=_address(request)
        )
    except NoSuchHouseholdError as missing:
        raise Http404 from missing
    if fact := request.GET.get("rows", ""):
        return _rows(request, file, fact)
    context = {
        "file": file,
        "members": [
            {**member, "facts": person_facts(file, member["person_id"])} for member in file.members
        ],
        "head": _head(file),
        "facts": household_facts(file),
        "leads": leads_of_household(by=request.actor, household_id=household_id),
        "viewers": viewers_of(household_id),
        "purpose": Purpose(request.actor.purpose).label,
    }
    return render(request, "households/file.html", context)


def _rows(request: Asked, file: HouseholdFile, fact: str) -> HttpResponse:
    """The rows of the files handed in that one fact rests on."""
    if not is_fact(fact):
        raise Http404
    context = {
        "file": file,
        "head": _head(file),
        "label": fact_label(fact),
        "found": rows_of_fact(file, fact),
    }
    return render(request, "households/rows.html", context)


def _head(file: HouseholdFile) -> str:
    return next((str(m.get("name") or "") for m in file.members), "")
