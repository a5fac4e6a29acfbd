"""The pages: what they show, to whom, and what they never do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD
from zhouji.office.accounts.models import AuditRow, User
from zhouji.office.leads.models import Lead

Browse = Callable[[str], Client]


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def lead_of(household: int) -> Lead:
    return Lead.objects.get(household_id=household)


@pytest.mark.parametrize("role", ["county", "checker", "department", "township", "leader"])
def test_every_tile_opens_a_list_that_holds_as_many(browse: Browse, role: str) -> None:
    client = browse(role)
    page = text_of(client, "/workbench/")
    tile = r'href="([^"]+)"><span class="tile__word">.*?tile__count">(\d+)<'
    tiles = re.findall(tile, page, re.DOTALL)
    assert tiles
    for address, count in tiles:
        shown = text_of(client, address.replace("&amp;", "&"))
        rows = (
            shown.count('<li class="lead-row')
            if "leads" in address
            else shown.count('<th scope="row"')
        )
        assert rows == int(count), address


def test_the_front_door_answers_everybody(browse: Browse) -> None:
    assert "登录" in text_of(Client(), "/")
    assert browse("county").get("/").headers["Location"] == "/workbench/"


def test_a_stranger_is_sent_to_log_in_and_comes_back(people: dict[str, User]) -> None:
    client = Client()
    answer = client.get("/leads/?status=sent")
    assert answer.headers["Location"] == "/login/?next=%2Fleads%2F%3Fstatus%3Dsent"
    posted = {"username": "county", "password": PASSWORD, "next": "/leads/?status=sent"}
    assert client.post("/login/", posted).headers["Location"] == "/leads/?status=sent"


def test_logging_in_never_leads_outside(people: dict[str, User]) -> None:
    posted = {"username": "county", "password": PASSWORD, "next": "//elsewhere.example/"}
    assert Client().post("/login/", posted).headers["Location"] == "/workbench/"


def test_five_wrong_passwords_lock_the_name(people: dict[str, User]) -> None:
    client = Client()
    wrong = {"username": "county", "password": "wrong"}
    codes = [client.post("/login/", wrong).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert client.post("/login/", {**wrong, "password": PASSWORD}).status_code == 429


def test_the_language_changes_and_the_page_stays(browse: Browse) -> None:
    client = browse("county")
    answer = client.post("/language/", {"language": "en", "next": "/leads/?state=eligible"})
    assert answer.headers["Location"] == "/leads/?state=eligible"
    page = text_of(client, "/leads/?state=eligible")
    assert '<html lang="en">' in page
    assert "Awaiting triage" in page
    assert "aged eighty or more" in page


def test_a_lead_shows_each_condition_with_value_source_and_day(browse: Browse) -> None:
    page = text_of(browse("county"), reverse("lead", args=[lead_of(1).pk]))
    assert "为什么发现这一户" in page
    assert "高龄津贴" in page
    assert re.search(r"年龄.*?<b>85</b>.*?户籍人口", page, re.DOTALL)
    assert "60" in page
    assert "浙政办发〔2022〕71号" in page


def test_names_and_numbers_are_masked_on_lists_and_leads(browse: Browse) -> None:
    for address in ("/leads/", reverse("lead", args=[lead_of(1).pk])):
        page = text_of(browse("county"), address)
        assert "张*英" in page
        assert "张秀英" not in page
        assert "330498194001010013" not in page


def test_a_foreign_lead_answers_exactly_like_a_missing_one(browse: Browse) -> None:
    client = browse("township")
    there, missing = reverse("lead", args=[lead_of(2).pk]), reverse("lead", args=[999_999])
    assert bare(text_of(client, there, 404)) == bare(text_of(client, missing, 404))
    for name in ("lead-close", "lead-take"):
        foreign = client.post(reverse(name, args=[lead_of(2).pk]), {"reason": "has_it"})
        unknown = client.post(reverse(name, args=[999_999]), {"reason": "has_it"})
        assert (foreign.status_code, unknown.status_code) == (404, 404)


def test_a_foreign_household_answers_exactly_like_a_missing_one(browse: Browse) -> None:
    client = browse("township")
    client.post("/households/1/", {"purpose": "visit"})
    assert "张秀英" in text_of(client, "/households/1/")
    assert bare(text_of(client, "/households/2/", 404)) == bare(
        text_of(client, "/households/3/", 404)
    )


def bare(page: str) -> str:
    """Without what differs on every page: its own address and the form's token."""
    return re.sub(r'(name="(next|csrfmiddlewaretoken)" value="|data-ends-in=")[^"]*', "", page)


def test_the_household_file_asks_the_purpose_once_and_says_it_is_recorded(browse: Browse) -> None:
    client = browse("county")
    assert "为什么查看这份档案" in text_of(client, "/households/1/")
    assert not AuditRow.objects.filter(action="households.open").exists()
    client.post("/households/1/", {"purpose": "check"})
    page = text_of(client, "/households/1/")
    assert "此次查看已留痕" in page
    assert "12,345 元" in page
    assert "330498********0013" in page
    own = "/sources/dibao_roll/", "/sources/margin_roll/", "/sources/rigid_roll/"
    assert all(source in page for source in own)
    text_of(client, "/households/2/")
    purposes = AuditRow.objects.filter(action="households.open").values_list("purpose", flat=True)
    assert set(purposes) == {"check"}


def test_a_broken_audit_trail_shows_no_name(browse: Browse) -> None:
    client = browse("county")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_auditsubject RENAME TO away")
        page = text_of(client, "/leads/", 503)
        transaction.set_rollback(True)
    assert "张" not in page
    assert "无法留痕" in page


def test_sending_in_bulk_keeps_the_filters_and_offers_undo(browse: Browse) -> None:
    client = browse("county")
    here = {"here": "township=330482102", "days": "5"}
    answer = client.post("/leads/send/", {**here, "lead": [lead_of(1).pk]})
    assert answer.headers["Location"] == "/leads/?township=330482102"
    page = text_of(client, answer.headers["Location"])
    batch = re.search(r'name="batch" value="(\w+)"', page)
    assert batch
    assert lead_of(1).status == "sent"
    client.post("/leads/undo/", {**here, "batch": batch[1]})
    assert lead_of(1).status == "new"


def test_a_wrong_form_comes_back_filled_in_with_what_to_mend(browse: Browse) -> None:
    answer = browse("county").post(
        reverse("lead-close", args=[lead_of(1).pk]), {"reason": "other", "note": ""}
    )
    assert answer.status_code == 422
    assert "选“其他原因”请写明" in answer.content.decode()
    assert lead_of(1).status == "new"


def test_a_demo_value_is_shown_as_such_wherever_it_counts(browse: Browse) -> None:
    client = browse("county")
    assert "演示值" in text_of(client, "/policies/")
    assert "演示值" in text_of(client, "/policies/A1-01/")


def test_made_up_data_is_said_on_every_page(browse: Browse) -> None:
    for address in ("/workbench/", "/leads/", "/sources/", "/policies/"):
        assert "演示数据" in text_of(browse("county"), address)


def test_a_page_asks_the_database_few_questions(
    browse: Browse, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = browse("county")
    client.get("/leads/")
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        client.get("/leads/")


def test_personal_pages_are_not_kept_by_the_browser(browse: Browse) -> None:
    answer = browse("county").get("/leads/")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
