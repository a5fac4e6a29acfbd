"""The page of one lead, and what it says after something was done or could not be."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhouji.office.households.errors import NoSuchHouseholdError
from zhouji.office.households.household_files import HouseholdFile, open_household
from zhouji.office.households.rights import HouseholdRight
from zhouji.office.leads.errors import (
    AnotherLeadOpenError,
    LeadMovedOnError,
    LeadsError,
    MissingReasonError,
    NoSuchLeadError,
)
from zhouji.office.leads.models import Lead, Status
from zhouji.office.leads.queries import LeadFile, open_lead
from zhouji.office.leads.rights import LeadRight
from zhouji.office.leads.transitions import Action, Case, allowed
from zhouji.web.leads.explanation import explain
from zhouji.web.leads.forms import CloseForm, ReturnForm, SendForm, WordsForm
from zhouji.web.permissions import Asked
from zhouji.web.pool import the_pool
from zhouji.web.questions.forms import ask_form


def lead_page(request: Asked, number: int, status: int = 200, **filled: forms.Form) -> HttpResponse:
    """The page as it is now; `filled` is a form that could not be done, by its name."""
    file = open_lead_or_404(request, number)
    one, actor = file.lead, request.actor
    is_open = one.status != Status.CLOSED
    household = household_of(request, file)
    may_ask = is_open and actor.may(LeadRight.ASK)
    can = {action.value for action in Action if allowed(action, Case(one, actor))}
    forms_shown = {
        "send": SendForm() if "send" in can else None,
        "ask": ask_form(file, household) if may_ask else None,
        "return": ReturnForm(auto_id="return-%s") if "return" in can else None,
        "close": CloseForm(auto_id="close-%s") if "close" in can else None,
        "reopen": WordsForm(auto_id="reopen-%s") if "reopen" in can else None,
        "hand_back": hand_back_form(request, one) if "hand_back" in can else None,
    }
    context = {
        "file": file,
        "lead": one,
        "explained": household and explain(household, file.reasons),
        "forms": {**forms_shown, **filled},
        "failed": next(iter(filled), ""),
        "wrong": next(iter(filled.values()), None),
        "may_ask": may_ask,
        "may_take": "take" in can and one.status == Status.SENT,
        "undo": request.session.pop("undo", None),
        "back": request.session.get("leads_address", ""),
    }
    return render(request, "leads/lead.html", context, status=status)


def hand_back_form(request: Asked, one: Lead, given: QueryDict | None = None) -> WordsForm:
    """Whoever takes it off a colleague says why; the holder may."""
    form = WordsForm(given, auto_id="hand_back-%s")
    form.fields["note"].required = one.holder_id != request.actor.user_id
    return form


def open_lead_or_404(request: Asked, number: int) -> LeadFile:
    """The lead with its reasons; one of another place is as missing as one that is not there."""
    try:
        return open_lead(by=request.actor, lead=number, page=request.get_full_path())
    except NoSuchLeadError as missing:
        raise Http404 from missing


def household_of(request: Asked, file: LeadFile) -> HouseholdFile | None:
    """The household's facts, for those who may see them."""
    actor = request.actor
    if not actor.may(HouseholdRight.VIEW):
        return None
    try:
        return open_household(
            by=actor,
            pool=the_pool(),
            household_id=file.lead.household_id,
            page=request.get_full_path(),
        )
    except NoSuchHouseholdError:
        return None


def act_on_lead(
    request: Asked, number: int, name: str, form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    """Do what a form asks; a wrong form comes back filled in, with what to mend."""
    if not form.is_valid():
        return lead_page(request, number, 422, **{name: form})
    try:
        messages.success(request, act())
    except NoSuchLeadError as missing:
        raise Http404 from missing
    except AnotherLeadOpenError:
        messages.warning(request, _("This household has an open lead already: go on with that."))
    except (LeadMovedOnError, MissingReasonError):
        messages.warning(
            request,
            _("Somebody else changed this lead in the meantime; this is how it stands now."),
        )
    except LeadsError:
        form.add_error(None, _("It can't be done as it was sent; choose anew."))
        return lead_page(request, number, 422, **{name: form})
    return HttpResponseRedirect(reverse("lead", args=[number]))
