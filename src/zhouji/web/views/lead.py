"""One lead: why it was found, condition by condition, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhouji.office.accounts.permissions import Permission
from zhouji.office.households.errors import NoSuchHouseholdError
from zhouji.office.households.household_files import open_household
from zhouji.office.leads import actions
from zhouji.office.leads.errors import LeadMovedOnError, NoSuchLeadError
from zhouji.office.leads.models import Status
from zhouji.office.leads.queries import LeadFile, open_lead
from zhouji.web.asking import Asked, needs
from zhouji.web.choices import AskForm, CloseForm, SendForm
from zhouji.web.explaining import Explained, explain
from zhouji.web.pool import the_pool, workdays


@needs(Permission.LEADS_VIEW)
@require_safe
def lead(request: Asked, number: int) -> HttpResponse:
    return _page(request, number)


def _page(request: Asked, number: int, status: int = 200, **filled: forms.Form) -> HttpResponse:
    file = _open(request, number)
    one, actor = file.lead, request.actor
    is_open = one.status != Status.CLOSED
    forms_shown = {
        "send": SendForm()
        if one.status == Status.NEW and actor.may(Permission.LEADS_SEND)
        else None,
        "ask": AskForm(auto_id="ask-%s") if is_open and actor.may(Permission.LEADS_ASK) else None,
        "close": CloseForm(auto_id="close-%s")
        if is_open and actor.may(Permission.LEADS_CLOSE)
        else None,
    }
    takes = one.status == Status.SENT and actor.may(Permission.LEADS_CLOSE)
    context = {
        "file": file,
        "lead": one,
        "explained": _explained(request, file),
        "forms": {**forms_shown, **filled},
        "failed": next(iter(filled), ""),
        "may_take": takes and one.holder_id is None,
        "undo": request.session.pop("undo", None),
        "back": request.session.get("leads_address", ""),
    }
    return render(request, "leads/lead.html", context, status=status)


def _open(request: Asked, number: int) -> LeadFile:
    try:
        return open_lead(by=request.actor, lead=number, page=request.get_full_path())
    except NoSuchLeadError as missing:
        raise Http404 from missing


def _explained(request: Asked, file: LeadFile) -> Explained | None:
    """The conditions, for those who may see the household's facts."""
    actor = request.actor
    if not actor.may(Permission.HOUSEHOLDS_VIEW):
        return None
    try:
        household = open_household(
            by=actor,
            pool=the_pool(),
            household_id=file.lead.household_id,
            page=request.get_full_path(),
        )
    except NoSuchHouseholdError:
        return None
    return explain(household, file.reasons)


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
    except LeadMovedOnError:
        messages.warning(
            request,
            _("Somebody else changed this lead in the meantime; this is how it stands now."),
        )
    return HttpResponseRedirect(reverse("lead", args=[number]))


@needs(Permission.LEADS_SEND)
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


@needs(Permission.LEADS_CLOSE)
@require_POST
def take(request: Asked, number: int) -> HttpResponse:
    def act() -> str:
        actions.take_lead(by=request.actor, lead=number)
        return _("You hold this lead now.")

    return _act(request, number, "take", forms.Form(request.POST), act)


@needs(Permission.LEADS_ASK)
@require_POST
def ask(request: Asked, number: int) -> HttpResponse:
    form = AskForm(request.POST, auto_id="ask-%s")

    def act() -> str:
        question = actions.ask_department(
            by=request.actor,
            lead=number,
            department=form.cleaned_data["department"],
            text=form.cleaned_data["text"],
            working_days=form.cleaned_data["days"],
            workdays=workdays(),
        )
        return _("The department was asked; due on %(day)s.") % {"day": question.due}

    return _act(request, number, "ask", form, act)


@needs(Permission.LEADS_CLOSE)
@require_POST
def close(request: Asked, number: int) -> HttpResponse:
    form = CloseForm(request.POST, auto_id="close-%s")

    def act() -> str:
        actions.close_lead_with_reason(
            by=request.actor,
            lead=number,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
        return _("The lead is closed.")

    return _act(request, number, "close", form, act)
