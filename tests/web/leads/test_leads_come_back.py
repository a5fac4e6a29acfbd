"""Leads that come back: returned by a township, handed back, taken off a holder, opened again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import XINDAI, a_user
from zhouji.office.accounts.models import User
from zhouji.office.leads.models import Lead

Browse = Callable[[str], Client]


def the_lead() -> Lead:
    return Lead.objects.get(household_id=1)


def page_of(client: Client) -> str:
    return client.get(reverse("lead", args=[the_lead().pk])).content.decode()


def post(client: Client, name: str, **given: str) -> int:
    return client.post(reverse(name, args=[the_lead().pk]), given).status_code


@pytest.fixture
def taken(browse: Browse) -> Client:
    """The worker of Xindai, who took on what the county sent."""
    assert post(browse("county"), "lead-send", days="5") == 302
    worker = browse("township")
    assert post(worker, "lead-take") == 302
    return worker


def test_a_returned_lead_shows_the_county_why(taken: Client, browse: Browse) -> None:
    assert "退回县级并说明原因" in page_of(taken)
    assert post(taken, "lead-return", reason="elsewhere", note="已搬到当湖") == 302
    page = page_of(browse("county"))
    assert "已退回" in page
    assert "不在本镇街居住" in page
    assert "已搬到当湖" in page
    assert 'name="lead"' in browse("county").get("/leads/?status=returned").content.decode()


def test_returning_without_a_reason_says_what_to_mend(taken: Client) -> None:
    assert post(taken, "lead-return", reason="other", note="") == 422
    assert the_lead().status == "taken"


def test_a_worker_hands_back_without_a_word_and_the_county_says_why(
    taken: Client, browse: Browse
) -> None:
    assert "收回线索" in page_of(browse("county"))
    assert post(browse("county"), "lead-hand-back", note="") == 422
    assert the_lead().status == "taken"
    assert "交回本镇街" in page_of(taken)
    assert post(taken, "lead-hand-back", note="") == 302
    assert the_lead().status == "sent"


def test_what_a_colleague_holds_offers_no_ending(
    taken: Client, people: dict[str, User], browse: Browse
) -> None:
    people["colleague"] = a_user("colleague", "township", XINDAI)
    for role in ("colleague", "county"):
        assert "办结并说明原因" not in page_of(browse(role))
    assert "办结并说明原因" in page_of(taken)


def test_a_closed_lead_is_opened_again_with_a_reason(browse: Browse) -> None:
    client = browse("county")
    assert post(client, "lead-close", reason="has_it") == 302
    assert post(client, "lead-reopen", note="") == 422
    assert post(client, "lead-reopen", note="不是同一项补贴") == 302
    assert the_lead().status == "new"
    assert "不是同一项补贴" in page_of(client)


def test_nothing_of_it_is_for_a_department(browse: Browse) -> None:
    for name in ("lead-take", "lead-hand-back", "lead-return", "lead-close", "lead-reopen"):
        assert post(browse("department"), name, note="x", reason="other") == 403
