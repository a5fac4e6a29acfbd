"""Reads of questions to departments: nothing of the lead is told with them.

A department is told what is asked, by whom and by when, and about whom: masked, until it says that
it looks the person up. Which questions it sees is a condition of the SELECT.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhouji.base.ids import mask, mask_name
from zhouji.office.accounts.access import NOTHING
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.accounts.permissions import Role
from zhouji.office.leads.errors import NoSuchQuestionError, QuestionMovedOnError
from zhouji.office.leads.models import Answer, Question, Status
from zhouji.office.leads.rights import QuestionRight

PAGE = 50
WAITING = Q(answered_at=None) & ~Q(lead__status=Status.CLOSED)
STATES: dict[str, Q] = {
    "open": WAITING,
    "overdue": WAITING,
    "answered": Q(answered_at__isnull=False),
}


@dataclass(frozen=True)
class AskedOf:
    """What a department is told of a question: nothing else of the lead leaves this room."""

    number: int
    text: str
    facts: tuple[str, ...]
    of_household: bool
    masked_name: str
    masked_number: str
    asked_by: str
    asked_at: datetime
    due: date
    needed: bool
    answer: str
    value: str
    remark: str
    answered_by: str
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.needed and self.answered_at is None

    @property
    def overdue(self) -> bool:
        return self.waits and self.due < timezone.localdate()

    @property
    def answer_words(self) -> str:
        return str(dict(Answer.choices).get(self.answer, ""))


@dataclass(frozen=True)
class Identity:
    """Whom to look up, in full."""

    name: str
    id_number: str


@dataclass(frozen=True)
class QuestionPage:
    """One page of a department's questions; `later` and `earlier` are numbers of its neighbours."""

    questions: list[AskedOf]
    total: int
    later: str
    earlier: str


def access_questions(by: Actor) -> QuerySet[Question]:
    """The questions to the actor's own department."""
    own = by.role == Role.DEPARTMENT and by.department
    return Question.objects.filter(Q(department=by.department) if own else NOTHING)


def open_questions(by: Actor, state: str = "open") -> QuerySet[Question]:
    """Those of a state: open, overdue or answered; the same query for a list and its count."""
    found = access_questions(by).filter(STATES.get(state, WAITING))
    return found.filter(due__lt=timezone.localdate()) if state == "overdue" else found


def count_questions(*, by: Actor, state: str = "open") -> int:
    """How many the list of this state holds."""
    by.must(QuestionRight.VIEW)
    return open_questions(by, state).count()


def list_questions(*, by: Actor, state: str = "open", at: str = "", page: str = "") -> QuestionPage:
    """Fifty questions, the most urgent first; of the answered ones the newest first."""
    by.must(QuestionRight.VIEW)
    order = ("-answered_at", "-pk") if state == "answered" else ("due", "pk")
    with transaction.atomic():
        found = open_questions(by, state).select_related("lead", "asked_by", "answered_by")
        shown = Paginator(found.order_by(*order), PAGE).get_page(at)
        rows = list(shown.object_list)
        record_read(by=by, action="questions.list", page=page, **subjects_of(rows))
    return QuestionPage(
        [_told(row) for row in rows],
        shown.paginator.count,
        str(shown.next_page_number()) if shown.has_next() else "",
        str(shown.previous_page_number()) if shown.has_previous() else "",
    )


def open_question(*, by: Actor, question: int, page: str = "") -> AskedOf:
    """One question.

    Raises:
        NoSuchQuestionError: there is none, or it was not asked of the actor's department.
    """
    by.must(QuestionRight.VIEW)
    with transaction.atomic():
        one = one_question(
            access_questions(by).select_related("lead", "asked_by", "answered_by"), question
        )
        record_read(by=by, action="questions.open", page=page, **subjects_of([one]))
    return _told(one)


def identify_person(*, by: Actor, question: int, page: str = "") -> Identity:
    """The full name and ID number, to look the person up; recorded by itself.

    Raises:
        NoSuchQuestionError: as for `open_question`.
        QuestionMovedOnError: it is answered or no longer needed, so nobody is to be looked up.
    """
    by.must(QuestionRight.ANSWER)
    with transaction.atomic():
        one = waiting_question(access_questions(by).select_related("lead"), question)
        record_read(by=by, action="questions.identify", page=page, **subjects_of([one]))
    return Identity(one.person_name, one.person_number)


def one_question(questions: QuerySet[Question], number: int) -> Question:
    found = questions.filter(pk=number).first()
    if found is None:
        raise NoSuchQuestionError(f"no question {number}")
    return found


def waiting_question(questions: QuerySet[Question], number: int) -> Question:
    found = one_question(questions, number)
    if found.answered_at is not None or found.lead.status == Status.CLOSED:
        raise QuestionMovedOnError(f"question {number} is answered or no longer needed")
    return found


class Subjects(TypedDict):
    """Whom a row of the audit trail is about."""

    households: list[int]
    persons: list[int]


def subjects_of(questions: Iterable[Question]) -> Subjects:
    """Households and persons that these questions are about, for the audit trail."""
    shown = list(questions)
    persons = [q.person_id or q.lead.head_person_id for q in shown]
    return {
        "households": [q.lead.household_id for q in shown],
        "persons": [person for person in persons if person is not None],
    }


def _told(question: Question) -> AskedOf:
    return AskedOf(
        number=question.pk,
        text=question.text,
        facts=tuple(question.facts),
        of_household=question.person_id is None,
        masked_name=mask_name(question.person_name),
        masked_number=mask(question.person_number) if question.person_number else "",
        asked_by=question.asked_by.username,
        asked_at=question.asked_at,
        due=question.due,
        needed=question.lead.status != Status.CLOSED,
        answer=question.answer,
        value=question.value,
        remark=question.remark,
        answered_by=question.answered_by.username if question.answered_by else "",
        answered_at=question.answered_at,
    )
