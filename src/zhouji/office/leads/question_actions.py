"""Writes of questions to departments: asked on a lead, answered once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhouji.base.data_directory import Pool
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_write
from zhouji.office.accounts.queries import departments_that_answer
from zhouji.office.households.errors import NoSuchHouseholdError
from zhouji.office.households.household_files import open_household
from zhouji.office.leads.actions import MOST_WORKING_DAYS
from zhouji.office.leads.errors import (
    IncompleteError,
    LeadMovedOnError,
    NobodyToAnswerError,
    NoSuchLeadError,
)
from zhouji.office.leads.models import Answer, Lead, LeadEvent, Question, Status
from zhouji.office.leads.queries import access_leads
from zhouji.office.leads.questions import access_questions, subjects_of, waiting_question
from zhouji.office.leads.rights import LeadRight, QuestionRight
from zhouji.office.leads.workdays import Workdays

MOST_FACTS = 20


def ask_department(
    *,
    by: Actor,
    lead: int,
    department: str,
    working_days: int,
    workdays: Workdays,
    text: str = "",
    facts: Collection[str] = (),
    person: int | None = None,
    pool: Pool | None = None,
) -> Question:
    """Ask a department about a lead's household, or about one `person` of it (found in `pool`).

    Raises:
        IncompleteError: neither words nor a fact, an endless deadline, or no member of it.
        NobodyToAnswerError: nobody in the department could answer.
        LeadMovedOnError: the lead is closed.
    """
    by.must(LeadRight.ASK)
    if by.user_id is None:
        raise IncompleteError("a person asks a department, never the system")
    _judge(department, text, facts, working_days)
    with transaction.atomic():
        one = access_leads(by).select_for_update().filter(pk=lead).first()
        if one is None:
            raise NoSuchLeadError(f"no lead {lead}")
        if one.status == Status.CLOSED:
            raise LeadMovedOnError("this lead is closed; nobody is asked about it")
        asked = Question.objects.create(
            lead=one,
            department=department,
            text=text.strip()[:400],
            facts=list(facts),
            asked_by_id=by.user_id,
            asked_at=timezone.now(),
            due=workdays.after(timezone.localdate(), working_days),
            **_about(by, one, person, pool),
        )
        _say(asked, LeadEvent.What.ASKED, by, department)
        new = {"question": asked.pk, "department": department, "due": asked.due.isoformat()}
        record_write(by=by, action="leads.ask", new=new, **subjects_of([asked]))
    return asked


def _judge(department: str, text: str, facts: Collection[str], days: int) -> None:
    if not (text.strip() or facts) or len(facts) > MOST_FACTS:
        raise IncompleteError(f"say in words or by 1 to {MOST_FACTS} facts what is asked")
    if not 0 < days <= MOST_WORKING_DAYS:
        raise IncompleteError(f"a deadline lies between 1 and {MOST_WORKING_DAYS} working days")
    if department not in departments_that_answer():
        raise NobodyToAnswerError(f"nobody in the department {department!r} can answer")


def _about(by: Actor, lead: Lead, person: int | None, pool: Pool | None) -> dict[str, Any]:
    """Whom a question is about: the household by its head, or one of its members."""
    if person is None:
        return {"person_name": lead.head_name, "person_number": lead.head_id_number}
    member = next((m for m in _members(by, lead, pool) if m["person_id"] == person), None)
    if member is None:
        raise IncompleteError(f"person {person} is not of household {lead.household_id}")
    name, number = member.get("name") or "", member.get("id_number") or ""
    return {"person_id": person, "person_name": name, "person_number": number}


def _members(by: Actor, lead: Lead, pool: Pool | None) -> list[dict[str, Any]]:
    """The members of the lead's household; nobody where no generation holds it."""
    try:
        file = pool and open_household(by=by, pool=pool, household_id=lead.household_id)
    except NoSuchHouseholdError:
        return []
    return file.members if file else []


def answer_question(
    *, by: Actor, question: int, answer: str, value: str = "", remark: str = ""
) -> Question:
    """Answer a question, once.

    Raises:
        NoSuchQuestionError: there is none, or it was not asked of the actor's department.
        IncompleteError: no answer, an answer "value" without one, or a value with another answer.
        QuestionMovedOnError: a colleague was faster, or the lead was closed meanwhile.
    """
    by.must(QuestionRight.ANSWER)
    if answer not in Answer.values or (answer == Answer.VALUE) != bool(value.strip()):
        raise IncompleteError("choose an answer; a value goes with the answer 'value' alone")
    with transaction.atomic():
        asked = access_questions(by).select_related("lead")
        one = waiting_question(asked.select_for_update(of=("self", "lead")), question)
        one.answer, one.value, one.remark = answer, value.strip()[:200], remark.strip()[:400]
        one.answered_by_id, one.answered_at = by.user_id, timezone.now()
        one.save(update_fields=["answer", "value", "remark", "answered_by", "answered_at"])
        _say(one, LeadEvent.What.ANSWERED, by, one.department)
        new = {"question": one.pk, "answer": answer}
        old = {"question": one.pk, "answer": None}
        record_write(by=by, action="questions.answer", old=old, new=new, **subjects_of([one]))
    return one


def _say(question: Question, what: str, by: Actor, note: str) -> None:
    LeadEvent.objects.create(
        lead=question.lead, at=timezone.now(), what=what, by=by.username, note=note
    )
