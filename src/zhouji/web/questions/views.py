"""Requests to my department: the list, one question, its answer, whom it is about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhouji.office.leads.errors import NoSuchQuestionError, QuestionMovedOnError
from zhouji.office.leads.question_actions import answer_question
from zhouji.office.leads.questions import STATES, identify_person, list_questions, open_question
from zhouji.office.leads.rights import QuestionRight
from zhouji.web.permissions import Asked, needs
from zhouji.web.questions.forms import AnswerForm, QuestionFilterForm


@needs(QuestionRight.VIEW)
@require_safe
def questions(request: Asked) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else "open"
    found = list_questions(
        by=request.actor, state=state, at=request.GET.get("at", ""), page=request.get_full_path()
    )
    form = QuestionFilterForm(initial={"state": state}, auto_id="filter-%s")
    context = {"found": found, "state": state, "form": form, "here": f"state={state}"}
    return render(request, "questions/list.html", context)


@needs(QuestionRight.VIEW)
@require_safe
def question(request: Asked, number: int) -> HttpResponse:
    return _page(request, number)


def _page(request: Asked, number: int, status: int = 200, **more: Any) -> HttpResponse:
    try:
        one = open_question(by=request.actor, question=number, page=request.get_full_path())
    except NoSuchQuestionError as missing:
        raise Http404 from missing
    form = AnswerForm() if one.waits and request.actor.may(QuestionRight.ANSWER) else None
    context = {"question": one, "form": form, **more}
    return render(request, "questions/question.html", context, status=status)


def _moved_on(request: Asked, number: int) -> HttpResponse:
    messages.warning(
        request, _("Already answered, or no longer needed; this is how the question stands now.")
    )
    return HttpResponseRedirect(reverse("question", args=[number]))


@needs(QuestionRight.ANSWER)
@require_POST
def identify(request: Asked, number: int) -> HttpResponse:
    """The same page with the full name and ID number, this once."""
    try:
        person = identify_person(by=request.actor, question=number, page=request.get_full_path())
    except NoSuchQuestionError as missing:
        raise Http404 from missing
    except QuestionMovedOnError:
        return _moved_on(request, number)
    return _page(request, number, person=person)


@needs(QuestionRight.ANSWER)
@require_POST
def answer(request: Asked, number: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, number, 422, form=form, wrong=form)
    try:
        answer_question(by=request.actor, question=number, **form.cleaned_data)
    except NoSuchQuestionError as missing:
        raise Http404 from missing
    except QuestionMovedOnError:
        return _moved_on(request, number)
    messages.success(request, _("Answered; who asked sees it on the lead."))
    return HttpResponseRedirect(reverse("question", args=[number]))
