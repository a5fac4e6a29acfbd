"""Questions to departments: who sees them, how much of whom, one answer, and what is recorded."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.builders import XINDAI, a_household, a_pool, a_question, a_user, screened
from zhouji.base.data_directory import Pool
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.errors import NotAllowedError
from zhouji.office.accounts.models import AuditRow, User
from zhouji.office.leads.errors import (
    IncompleteError,
    LeadMovedOnError,
    LeadsError,
    NobodyToAnswerError,
    NoSuchLeadError,
    NoSuchQuestionError,
    QuestionMovedOnError,
)
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import Lead, LeadEvent, Question
from zhouji.office.leads.queries import access_leads, list_leads, open_lead
from zhouji.office.leads.question_actions import answer_question, ask_department
from zhouji.office.leads.questions import (
    count_questions,
    identify_person,
    list_questions,
    open_question,
)
from zhouji.office.leads.workdays import Workdays

pytestmark = pytest.mark.django_db
PLAIN = Workdays()
NUMBER = "330498194001010013"


@pytest.fixture
def lead(db: None) -> int:
    screened(a_household(1).with_finding())
    return Lead.objects.get().pk


@pytest.fixture
def water(db: None) -> Actor:
    return Actor.of(a_user("water", "department", department="D25"))


@pytest.fixture
def health(db: None) -> Actor:
    return Actor.of(a_user("health", "department", department="D04"))


def test_a_department_that_is_asked_sees_the_question_and_never_the_lead(
    lead: int, water: Actor
) -> None:
    question = a_question(lead, text="是否已减免水费？")
    told = open_question(by=water, question=question)
    assert told.text == "是否已减免水费？"
    assert (told.masked_name, told.masked_number) == ("张*英", "330498********0013")
    assert not {"张秀英", NUMBER, "新埭镇", "1组2号"} & set(map(str, asdict(told).values()))
    assert not access_leads(water).exists()
    with pytest.raises(NotAllowedError):
        open_lead(by=water, lead=lead)
    with pytest.raises(NotAllowedError):
        list_leads(by=water, filters=LeadFilters(), workdays=PLAIN)


def test_another_department_s_question_is_like_a_missing_one(
    lead: int, water: Actor, health: Actor
) -> None:
    question = a_question(lead)
    assert count_questions(by=health) == 0
    for number in (question, 999_999):
        with pytest.raises(NoSuchQuestionError):
            open_question(by=health, question=number)
        with pytest.raises(NoSuchQuestionError):
            identify_person(by=health, question=number)
        with pytest.raises(NoSuchQuestionError):
            answer_question(by=health, question=number, answer="yes")


def test_a_clerk_without_a_department_sees_no_question(lead: int, water: Actor) -> None:
    a_question(lead)
    Question.objects.update(department="")
    assert count_questions(by=Actor.of(a_user("nowhere", "department"))) == 0


def test_the_full_number_is_shown_once_asked_for_and_recorded_by_itself(
    lead: int, water: Actor
) -> None:
    question = a_question(lead)
    person = identify_person(by=water, question=question, page="/questions/1/identify/")
    assert (person.name, person.id_number) == ("张秀英", NUMBER)
    row = AuditRow.objects.get(action="questions.identify")
    assert set(row.subjects.values_list("kind", "subject_id")) == {("household", 1), ("person", 10)}
    answer_question(by=water, question=question, answer="no_record")
    with pytest.raises(QuestionMovedOnError):
        identify_person(by=water, question=question)


def test_an_answer_is_kept_with_who_and_when_and_the_asker_sees_it(
    officer: Actor, lead: int, water: Actor
) -> None:
    question = a_question(lead)
    answer_question(by=water, question=question, answer="value", value="8 吨", remark="九月起")
    (shown,) = open_lead(by=officer, lead=lead).questions
    assert (shown.answer, shown.value, shown.remark) == ("value", "8 吨", "九月起")
    assert shown.answered_by_id == water.user_id
    assert shown.answered_at is not None
    assert LeadEvent.objects.filter(lead=lead, what="answered", by="water").count() == 1
    row = AuditRow.objects.get(action="questions.answer")
    assert row.old == {"question": question, "answer": None}
    assert row.new == {"question": question, "answer": "value"}
    assert set(row.subjects.values_list("kind", "subject_id")) == {("household", 1), ("person", 10)}


def test_a_second_answer_is_a_clash_and_changes_nothing(lead: int, water: Actor) -> None:
    question = a_question(lead)
    answer_question(by=water, question=question, answer="no_record")
    with pytest.raises(QuestionMovedOnError):
        answer_question(by=water, question=question, answer="yes")
    assert Question.objects.get().answer == "no_record"


def test_nobody_answers_about_a_lead_that_was_closed(lead: int, water: Actor) -> None:
    question = a_question(lead)
    Lead.objects.update(status="closed")
    assert count_questions(by=water) == 0
    assert not open_question(by=water, question=question).waits
    with pytest.raises(QuestionMovedOnError):
        answer_question(by=water, question=question, answer="yes")
    with pytest.raises(QuestionMovedOnError):
        identify_person(by=water, question=question)


@pytest.mark.parametrize(
    ("answer", "value"), [("", ""), ("maybe", ""), ("value", " "), ("no", "8")]
)
def test_an_answer_that_says_too_little_or_contradicts_itself_is_refused(
    lead: int, water: Actor, answer: str, value: str
) -> None:
    question = a_question(lead)
    with pytest.raises(IncompleteError):
        answer_question(by=water, question=question, answer=answer, value=value)


def test_only_a_department_with_somebody_to_answer_can_be_asked(lead: int, water: Actor) -> None:
    User.objects.filter(username="water").update(is_active=False)
    a_user("clerk", "county", department="D03")
    for department in ("D25", "D03", "D99", ""):
        with pytest.raises(NobodyToAnswerError):
            a_question(lead, department=department)


def test_a_question_needs_words_or_a_fact_and_a_deadline(lead: int, water: Actor) -> None:
    for wrong in ({"text": " "}, {"working_days": 0}, {"working_days": 99}):
        with pytest.raises(IncompleteError):
            a_question(lead, **wrong)  # type: ignore[arg-type]
    assert a_question(lead, text="", facts=["bank_total"])


def test_a_closed_lead_is_not_asked_about(lead: int, water: Actor) -> None:
    Lead.objects.update(status="closed")
    with pytest.raises(LeadMovedOnError):
        a_question(lead)


def test_nobody_asks_about_a_lead_outside_their_place_or_without_the_right(
    officer: Actor, lead: int, water: Actor
) -> None:
    with pytest.raises(NoSuchLeadError):
        a_question(999_999)
    worker = Actor.of(a_user("worker", "township", XINDAI))
    with pytest.raises(NotAllowedError):
        ask_department(
            by=worker, lead=lead, department="D25", text="?", working_days=3, workdays=PLAIN
        )


def test_a_question_about_a_member_names_that_member_alone(
    lead: int, water: Actor, tmp_path: Path
) -> None:
    pool = a_pool(tmp_path / "data", a_household(1), a_household(2))
    question = a_question(lead, person=10, pool=pool)
    told = open_question(by=water, question=question)
    assert (told.of_household, told.masked_name) == (False, "张*英")
    for stranger, where in ((20, pool), (10, None), (10, Pool(tmp_path / "empty"))):
        with pytest.raises(LeadsError):
            a_question(lead, person=stranger, pool=where)


def test_the_list_is_in_order_of_deadline_and_counts_agree(lead: int, water: Actor) -> None:
    late, soon = a_question(lead, working_days=9), a_question(lead, working_days=1)
    Question.objects.filter(pk=soon).update(due="2025-01-01")
    found = list_questions(by=water)
    assert [question.number for question in found.questions] == [soon, late]
    assert found.total == count_questions(by=water) == 2
    assert [q.number for q in list_questions(by=water, state="overdue").questions] == [soon]
    assert count_questions(by=water, state="overdue") == 1
    answer_question(by=water, question=late, answer="yes")
    assert [q.number for q in list_questions(by=water, state="answered").questions] == [late]


def test_pages_of_a_long_list_follow_each_other(lead: int, water: Actor) -> None:
    one = Question.objects.get(pk=a_question(lead))
    for _ in range(60):
        one.pk = None
        one.save()
    first = list_questions(by=water)
    second = list_questions(by=water, at=first.later)
    assert (len(first.questions), len(second.questions)) == (50, 11)
    assert (first.earlier, second.earlier, second.later) == ("", "1", "")
    assert len({q.number for q in [*first.questions, *second.questions]}) == 61


def test_everybody_on_the_list_is_in_the_audit_trail(lead: int, water: Actor) -> None:
    a_question(lead)
    list_questions(by=water)
    row = AuditRow.objects.get(action="questions.list")
    assert set(row.subjects.values_list("kind", "subject_id")) == {("household", 1), ("person", 10)}


@pytest.mark.django_db(transaction=True)
def test_questions_asked_before_keep_their_words_and_say_whom_they_are_about() -> None:
    screened(a_household(1).with_finding())
    a_user("water", "department", department="D25")
    a_question(Lead.objects.get().pk, text="在册吗？")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("leads")
    MigrationExecutor(connection).migrate([("leads", "0005_closed_on")])
    MigrationExecutor(connection).migrate(newest)
    kept = Question.objects.get()
    assert (kept.text, kept.person_name, kept.person_number) == ("在册吗？", "张秀英", NUMBER)
    assert (kept.person_id, kept.facts, kept.answer) == (None, [], "")
