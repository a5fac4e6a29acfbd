"""From a fact in a household's file one comes to the rows it rests on, under the same rights."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from zhouji.office.accounts.models import AuditRow
from zhouji.office.leads.models import Lead

Browse = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(browse: Browse) -> Client:
    """Somebody of the county who has said why they look."""
    client = browse("county")
    client.post("/households/1/", {"purpose": "check"})
    return client


def test_file_and_lead_lead_to_the_rows(client: Client) -> None:
    link = "/households/1/?rows=age"
    assert link in client.get("/households/1/").content.decode()
    lead = Lead.objects.get(household_id=1)
    assert link in client.get(f"/leads/{lead.pk}/").content.decode()


def test_a_fact_without_rows_says_so(client: Client) -> None:
    answer = client.get("/households/1/?rows=age")
    assert answer.status_code == 200
    assert "没有读取到记录行" in answer.content.decode()


def test_the_page_is_recorded_with_the_fact_that_was_asked_for(client: Client) -> None:
    client.get("/households/1/?rows=age")
    row = AuditRow.objects.filter(action="households.open").latest("pk")
    assert row.page == "/households/1/?rows=age"


@pytest.mark.parametrize("address", ["/households/1/?rows=nothing", "/households/3/?rows=age"])
def test_what_is_not_there_is_missing(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_another_township_s_household_is_missing(browse: Browse) -> None:
    client = browse("danghu")
    client.post("/households/1/", {"purpose": "visit"})
    assert client.get("/households/1/?rows=age").status_code == 404


def test_the_purpose_is_asked_first_and_leads_back_to_the_rows(browse: Browse) -> None:
    client = browse("county")
    assert "为什么查看这份档案" in client.get("/households/1/?rows=age").content.decode()
    answer = client.post("/households/1/?rows=age", {"purpose": "check"})
    assert answer.headers["Location"] == "/households/1/?rows=age"
