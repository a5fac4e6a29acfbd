"""One lead: why it was found, condition by condition, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhouji.office.households.errors import NoSuchHouseholdError
from zhouji.office.households.household_files import HouseholdFile, open_household
from zhouji.office.households.rights import HouseholdRight
from zhouji.office.leads import actions
from zhouji.office.leads.errors import (
    AnotherLeadOpenError,
    LeadMovedOnError,
    LeadsError,
    MissingReasonError,
    NoSuchLeadError,
)
from zhouji.office.leads.models import Lead, Status
from zhouji.office.leads.queries import LeadFile, open_lead
from zhouji.office.leads.question_actions import ask_department
from zhouji.office.leads.rights import LeadRight
from zhouji.office.leads.transitions import Action, Case, allowed
from zhouji.web.leads.explanation import explain
from zhouji.web.leads.forms import CloseForm, ReturnForm, SendForm, WordsForm
from zhouji.web.permissions import Asked, needs
from zhouji.web.pool import day_of_work, the_pool, workdays
from zhouji.web.questions.forms import ask_form


@needs(LeadRight.VIEW)
@require_safe
def lead(request: Asked, number: int) -> HttpResponse:
    return _page(request, number)


def _page(request: Asked, number: int, status: int = 200, **filled: forms.Form) -> HttpResponse:
    file = _open(request, number)
    one, actor = file.lead, request.actor
    is_open = one.status != Status.CLOSED
    household = _household(request, file)
    may_ask = is_open and actor.may(LeadRight.ASK)
    can = {action.value for action in Action if allowed(action, Case(one, actor))}
    forms_shown = {
        "send": SendForm() if "send" in can else None,
        "ask": ask_form(file, household) if may_ask else None,
        "return": ReturnForm(auto_id="return-%s") if "return" in can else None,
        "close": CloseForm(auto_id="close-%s") if "close" in can else None,
        "reopen": WordsForm(auto_id="reopen-%s") if "reopen" in can else None,
        "hand_back": _hand_back_form(request, one) if "hand_back" in can else None,
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


def _hand_back_form(request: Asked, one: Lead, given: QueryDict | None = None) -> WordsForm:
    """Whoever takes it off a colleague says why; the holder may."""
    form = WordsForm(given, auto_id="hand_back-%s")
    form.fields["note"].required = one.holder_id != request.actor.user_id
    return form


def _open(request: Asked, number: int) -> LeadFile:
    try:
        return open_lead(by=request.actor, lead=number, page=request.get_full_path())
    except NoSuchLeadError as missing:
        raise Http404 from missing


def _household(request: Asked, file: LeadFile) -> HouseholdFile | None:
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


def _act(
    request: Asked, number: int, name: str, form: forms.Form, act: Callable[[], str]
) -> HttpResponse:
    """Do what a form asks; a wrong form comes back filled in, with what to mend."""
    if not form.is_valid():
        return _page(request, number, 422, **{name: form})
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
        return _page(request, number, 422, **{name: form})
    return HttpResponseRedirect(reverse("lead", args=[number]))


@needs(LeadRight.SEND)
@require_POST
def send(request: Asked, number: int) -> HttpResponse:
    form = SendForm(request.POST, auto_id="send-%s")

    def act() -> str:
        sent = actions.send_lead_to_township(
            by=request.actor,
            lead=number,
            working_days=form.cleaned_data["days"],
            workdays=workdays(),
            note=form.cleaned_data["note"],
        )
        request.session["undo"] = {"batch": sent.batch}
        return _("Sent to the township; due on %(day)s.") % {"day": sent.due}

    return _act(request, number, "send", form, act)


@needs(LeadRight.TAKE)
@require_POST
def take(request: Asked, number: int) -> HttpResponse:
    def act() -> str:
        actions.take_lead(by=request.actor, lead=number)
        return _("You hold this lead now.")

    return _act(request, number, "take", forms.Form(request.POST), act)


@needs(LeadRight.HAND_BACK)
@require_POST
def hand_back(request: Asked, number: int) -> HttpResponse:
    form = _hand_back_form(request, _open(request, number).lead, request.POST)

    def act() -> str:
        actions.hand_back_lead(by=request.actor, lead=number, note=form.cleaned_data["note"])
        return _("The lead waits for a colleague of the township.")

    return _act(request, number, "hand_back", form, act)


@needs(LeadRight.TAKE)
@require_POST
def give_back(request: Asked, number: int) -> HttpResponse:
    form = ReturnForm(request.POST, auto_id="return-%s")

    def act() -> str:
        actions.return_lead_to_county(
            by=request.actor,
            lead=number,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
        return _("The lead is back with the county.")

    return _act(request, number, "return", form, act)


@needs(LeadRight.REOPEN)
@require_POST
def reopen(request: Asked, number: int) -> HttpResponse:
    form = WordsForm(request.POST, auto_id="reopen-%s")

    def act() -> str:
        actions.reopen_lead(by=request.actor, lead=number, note=form.cleaned_data["note"])
        return _("The lead is open again.")

    return _act(request, number, "reopen", form, act)


@needs(LeadRight.ASK)
@require_POST
def ask(request: Asked, number: int) -> HttpResponse:
    file = _open(request, number)
    form = ask_form(file, _household(request, file), request.POST)
    if form is None:
        return _page(request, number, 422)
    given = form.cleaned_data if form.is_valid() else {}

    def act() -> str:
        question = ask_department(
            by=request.actor,
            lead=number,
            department=given["department"],
            text=given["text"],
            facts=given.get("facts", ()),
            person=given["about"],
            pool=the_pool(),
            working_days=given["days"],
            workdays=workdays(),
        )
        return _("The department was asked; due on %(day)s.") % {"day": question.due}

    return _act(request, number, "ask", form, act)


@needs(LeadRight.CLOSE)
@require_POST
def close(request: Asked, number: int) -> HttpResponse:
    form = CloseForm(request.POST, auto_id="close-%s")

    def act() -> str:
        actions.close_lead_with_reason(
            by=request.actor,
            lead=number,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            on=day_of_work(),
        )
        return _("The lead is closed.")

    return _act(request, number, "close", form, act)
