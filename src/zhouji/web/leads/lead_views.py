"""One lead: why it was found, condition by condition, and what can be done about it."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhouji.office.leads import actions
from zhouji.office.leads.question_actions import ask_department
from zhouji.office.leads.rights import LeadRight
from zhouji.web.leads.forms import CloseForm, ReturnForm, SendForm, WordsForm
from zhouji.web.leads.lead_page import (
    act_on_lead,
    hand_back_form,
    household_of,
    lead_page,
    open_lead_or_404,
)
from zhouji.web.permissions import Asked, needs
from zhouji.web.pool import day_of_work, the_pool, workdays
from zhouji.web.questions.forms import ask_form


@needs(LeadRight.VIEW)
@require_safe
def lead(request: Asked, number: int) -> HttpResponse:
    return lead_page(request, number)


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

    return act_on_lead(request, number, "send", form, act)


@needs(LeadRight.TAKE)
@require_POST
def take(request: Asked, number: int) -> HttpResponse:
    def act() -> str:
        actions.take_lead(by=request.actor, lead=number)
        return _("You hold this lead now.")

    return act_on_lead(request, number, "take", forms.Form(request.POST), act)


@needs(LeadRight.HAND_BACK)
@require_POST
def hand_back(request: Asked, number: int) -> HttpResponse:
    form = hand_back_form(request, open_lead_or_404(request, number).lead, request.POST)

    def act() -> str:
        actions.hand_back_lead(by=request.actor, lead=number, note=form.cleaned_data["note"])
        return _("The lead waits for a colleague of the township.")

    return act_on_lead(request, number, "hand_back", form, act)


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

    return act_on_lead(request, number, "return", form, act)


@needs(LeadRight.REOPEN)
@require_POST
def reopen(request: Asked, number: int) -> HttpResponse:
    form = WordsForm(request.POST, auto_id="reopen-%s")

    def act() -> str:
        actions.reopen_lead(by=request.actor, lead=number, note=form.cleaned_data["note"])
        return _("The lead is open again.")

    return act_on_lead(request, number, "reopen", form, act)


@needs(LeadRight.ASK)
@require_POST
def ask(request: Asked, number: int) -> HttpResponse:
    file = open_lead_or_404(request, number)
    form = ask_form(file, household_of(request, file), request.POST)
    if form is None:
        return lead_page(request, number, 422)
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

    return act_on_lead(request, number, "ask", form, act)


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

    return act_on_lead(request, number, "close", form, act)
