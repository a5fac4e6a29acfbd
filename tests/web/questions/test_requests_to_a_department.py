"""The department's own pages, and what the asker sees of them on the lead."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_question
from zhouji.office.accounts.models import AuditRow, User
from zhouji.office.leads.models import Lead, LeadReason, Question

Browse = Callable[[str], Client]
FULL = ("张秀英", "330498194001010013")


@pytest.fixture
def lead(people: dict[str, User]) -> int:
    return Lead.objects.get(household_id=1).pk


@pytest.fixture
def question(lead: int) -> int:
    return a_question(lead, text="是否已减免水费？", facts=["gets_water_free"])


def test_a_department_opens_its_question_and_no_lead(
    browse: Browse, lead: int, question: int
) -> None:
    client = browse("department")
    assert client.get("/leads/").status_code == 403
    assert client.get(reverse("lead", args=[lead])).status_code == 403
    page = client.get(reverse("question", args=[question])).content.decode()
    assert "是否已减免水费？" in page
    assert "张*英" in page
    assert not [word for word in (*FULL, "高龄津贴", "新埭镇", "720") if word in page]
    assert "线索</a>" not in page


def test_the_tiles_of_a_department_open_lists_that_hold_as_many(
    browse: Browse, question: int
) -> None:
    client = browse("department")
    page = client.get("/workbench/").content.decode()
    tiles = re.findall(r'href="(/questions/[^"]+)"><span.*?tile__count">(\d+)<', page, re.DOTALL)
    assert [count for _, count in tiles] == ["1", "0"]
    for address, count in tiles:
        shown = client.get(address).content.decode()
        assert shown.count('<th scope="row"') == int(count)
    assert "期限" in shown


def test_name_and_number_are_shown_in_full_only_when_asked_for(
    browse: Browse, question: int
) -> None:
    client = browse("department")
    assert not AuditRow.objects.filter(action="questions.identify").exists()
    page = client.post(reverse("question-identify", args=[question])).content.decode()
    assert all(word in page for word in FULL)
    assert AuditRow.objects.filter(action="questions.identify").count() == 1
    again = client.get(reverse("question", args=[question])).content.decode()
    assert not [word for word in FULL if word in again]


def test_the_asker_sees_the_answer_on_the_lead(browse: Browse, lead: int, question: int) -> None:
    sent = {"answer": "value", "value": "8 吨", "remark": "九月起减免"}
    answered = browse("department").post(reverse("question-answer", args=[question]), sent)
    assert answered.headers["Location"] == reverse("question", args=[question])
    page = browse("county").get(reverse("lead", args=[lead])).content.decode()
    assert "具体数值: <span" in page
    assert all(word in page for word in ("8 吨", "九月起减免", "department", "部门已答复"))


def test_an_incomplete_answer_comes_back_with_what_was_typed(browse: Browse, question: int) -> None:
    sent = {"answer": "value", "value": "", "remark": "正在查"}
    answer = browse("department").post(reverse("question-answer", args=[question]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "正在查</textarea>" in page
    assert 'href="#id_value"' in page
    assert not Question.objects.get().answer


def test_a_second_answer_is_told_in_words(browse: Browse, question: int) -> None:
    client = browse("department")
    address = reverse("question-answer", args=[question])
    client.post(address, {"answer": "no_record"})
    page = client.post(address, {"answer": "yes"}, follow=True).content.decode()
    assert "已有人答复" in page
    assert "查无此人记录" in page
    assert Question.objects.get().answer == "no_record"


def test_an_empty_list_says_what_would_appear(browse: Browse) -> None:
    assert "会显示在这里" in browse("department").get("/questions/").content.decode()


def test_only_departments_with_somebody_to_answer_are_offered(browse: Browse, lead: int) -> None:
    page = browse("county").get(reverse("lead", args=[lead])).content.decode()
    offered = re.search(r'<select name="department".*?</select>', page, re.DOTALL)
    assert offered
    assert re.findall(r'value="(\w*)"', offered[0]) == ["", "D25"]
    User.objects.filter(role="department").update(is_active=False)
    page = browse("county").get(reverse("lead", args=[lead])).content.decode()
    assert '<select name="department"' not in page
    assert "目前没有可询问的部门" in page
    sent = {"department": "D25", "text": "?", "days": "5"}
    refused = browse("county").post(reverse("lead-ask", args=[lead]), sent)
    assert refused.status_code == 422
    assert "目前没有可询问的部门" in refused.content.decode()


def test_what_can_not_be_told_is_offered_to_be_asked_about_any_member(
    browse: Browse, lead: int
) -> None:
    LeadReason.objects.filter(lead=lead).update(missing=["wages_12m"])
    client = browse("county")
    page = client.get(reverse("lead", args=[lead])).content.decode()
    assert 'value="wages_12m"' in page
    assert re.search(r'<option value="10">张\*英 · ', page)
    sent = {"department": "D25", "facts": ["wages_12m"], "about": "10", "days": "5"}
    client.post(reverse("lead-ask", args=[lead]), sent)
    asked = Question.objects.get()
    assert (asked.facts, asked.person_id, asked.person_name) == (["wages_12m"], 10, "张秀英")


def test_a_question_about_somebody_of_another_household_is_not_asked(
    browse: Browse, lead: int
) -> None:
    sent = {"department": "D25", "text": "?", "about": "20", "days": "5"}
    answer = browse("county").post(reverse("lead-ask", args=[lead]), sent)
    assert answer.status_code == 422
    assert not Question.objects.exists()
