"""A form that fails: said at the top, with a link to the field; every address leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.contracts.addresses import addresses
from zhouji.office.leads.models import Lead

Browse = Callable[[str], Client]


def first_lead() -> int:
    return Lead.objects.get(household_id=1).pk


def test_a_missing_reason_is_told_at_the_top_with_a_link_and_the_focus(browse: Browse) -> None:
    sent = {"reason": "", "note": "已电话核实"}
    answer = browse("county").post(reverse("lead-close", args=[first_lead()]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    top = re.search(r'<div[^>]*id="errors"[^>]*>.*?</ul>', page, re.DOTALL)
    assert top
    assert "autofocus" in top[0]
    assert 'href="#close-reason_0"' in top[0]
    assert page.index('id="errors"') < page.index("<h1")
    assert 'id="close-reason_0"' in page
    assert "已电话核实</textarea>" in page


def test_opening_an_action_s_address_leads_to_its_page(browse: Browse) -> None:
    number = first_lead()
    for role in ("county", "department"):
        client = browse(role)
        for one in addresses():
            path = one.path(number=number, household_id=1, name="register", code="A1-01")
            answer = client.get(path)
            assert answer.status_code != 405, path
            if answer.status_code == 302 and path.startswith(("/leads/", "/questions/")):
                assert path.startswith(answer.headers["Location"]), path


def test_a_page_that_is_posted_to_says_that_nothing_was_done(browse: Browse) -> None:
    answer = browse("county").post("/leads/")
    assert answer.status_code == 405
    assert "未作任何修改" in answer.content.decode()
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("days", ["99", "0", "", "9" * 23, "-1", "x"])
def test_a_deadline_that_is_not_offered_sends_nothing_and_says_so(
    browse: Browse, days: str
) -> None:
    sent = {"lead": [first_lead()], "days": days}
    page = browse("county").post("/leads/send/", sent, follow=True).content.decode()
    assert "未派单" in page
    assert not Lead.objects.filter(status="sent").exists()


def test_ticking_more_leads_than_are_sent_at_once_says_so(browse: Browse) -> None:
    sent = {"lead": list(range(1, 502)), "days": "5"}
    page = browse("county").post("/leads/send/", sent, follow=True).content.decode()
    assert "最多勾选 500 户" in page
    assert not Lead.objects.filter(status="sent").exists()


def test_what_was_done_is_never_answered_with_nothing_was_changed(browse: Browse) -> None:
    sent = {"lead": [first_lead()], "days": "5", "at": "x" * 20_000}
    answer = browse("county").post("/leads/send/", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/leads/")
    assert Lead.objects.get(household_id=1).status == "sent"


def test_more_fields_than_a_form_has_are_told_in_words(browse: Browse) -> None:
    answer = browse("county").post("/leads/send/", {"lead": list(range(2_000)), "days": "5"})
    assert answer.status_code == 400
    assert "提交的内容无法读取" in answer.content.decode()


def test_what_an_auditor_typed_wrong_is_named_and_the_rest_counts(browse: Browse) -> None:
    page = browse("auditor").get("/audit/?household=x&username=nobody").content.decode()
    assert 'id="errors"' in page
    assert 'href="#filter-household"' in page
    assert "0 条" in page


def test_a_form_without_its_token_changes_nothing(browse: Browse) -> None:
    client = browse("county")
    client.handler.enforce_csrf_checks = True
    answer = client.post(reverse("lead-close", args=[first_lead()]), {"reason": "has_it"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert not Lead.objects.filter(status="closed").exists()


@pytest.mark.parametrize("outside", ["//elsewhere.example/", "https://elsewhere.example/", "\\\\x"])
def test_no_next_leads_outside(browse: Browse, outside: str) -> None:
    answer = browse("county").post("/language/", {"language": "en", "next": outside})
    assert answer.headers["Location"] == "/"


def test_the_page_of_our_own_failure_asks_for_nothing_that_may_have_failed(browse: Browse) -> None:
    client = browse("county")
    client.raise_request_exception = False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE django_session RENAME TO away")
        answer = client.get("/leads/")
        transaction.set_rollback(True)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "可能已保存，也可能未保存" in page
    assert "未作任何修改" not in page
