"""Lists of leads: their filters, pages and counts; who may see which."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tests.builders import DANGHU, XINDAI, a_household, a_user, screened
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.models import AuditRow, AuditSubject
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.queries import as_json, count_by, count_leads, list_leads
from zhouji.office.leads.workdays import Workdays

pytestmark = pytest.mark.django_db
PLAIN = Workdays()


def numbers(by: Actor, filters: LeadFilters | None = None, cursor: str = "") -> list[int]:
    page = list_leads(by=by, filters=filters or LeadFilters(), workdays=PLAIN, cursor=cursor)
    return [lead.household_id for lead in page.leads]


def test_pages_follow_each_other_without_gap_or_repeat_and_back(officer: Actor) -> None:
    screened(*(a_household(n).with_finding(fen=100 * (n % 7)) for n in range(120)))
    seen: list[int] = []
    cursor, first = "", None
    while True:
        page = list_leads(by=officer, filters=LeadFilters(), workdays=PLAIN, cursor=cursor)
        seen += [lead.household_id for lead in page.leads]
        first = first or page
        if not page.later:
            break
        cursor = page.later
    assert sorted(seen) == list(range(120))
    assert first.total == 120
    second = list_leads(by=officer, filters=LeadFilters(), workdays=PLAIN, cursor=first.later)
    back = list_leads(by=officer, filters=LeadFilters(), workdays=PLAIN, cursor=second.earlier)
    assert [lead.pk for lead in back.leads] == [lead.pk for lead in first.leads]


def test_filters_read_back_from_their_own_address() -> None:
    filters = LeadFilters(status="sent", policy="A1-01", words="张 新埭", due="overdue")
    assert LeadFilters.read(QueryDict(filters.address()).dict()) == filters


def test_what_is_no_filter_is_left_out() -> None:
    assert LeadFilters.read({"status": "nonsense", "due": "x", "what": "1"}) == LeadFilters()


def test_words_find_a_head_a_village_or_a_number(officer: Actor) -> None:
    screened(a_household(1).with_finding(), a_household(21).in_danghu().with_finding())
    assert numbers(officer, LeadFilters(words="梅园")) == [21]
    assert numbers(officer, LeadFilters(words="秀英 鱼圻塘")) == [1]
    assert numbers(officer, LeadFilters(words="21")) == [21]


def test_a_policy_counts_the_leads_of_its_list(officer: Actor) -> None:
    screened(a_household(1).with_finding().with_finding("A1-01"), a_household(2).with_finding())
    counts = count_by(by=officer, field="policy", filters=LeadFilters(), workdays=PLAIN)
    assert counts == {"X1-09": 2, "A1-01": 1}
    for policy, count in counts.items():
        filters = LeadFilters(policy=policy)
        assert count == count_leads(by=officer, filters=filters, workdays=PLAIN)


def test_each_role_sees_its_own_place(db: None) -> None:
    screened(a_household(1).with_finding(), a_household(2).in_danghu().with_finding())
    assert numbers(Actor.of(a_user("x", "township", XINDAI))) == [1]
    assert numbers(Actor.of(a_user("d", "township", DANGHU))) == [2]
    assert numbers(Actor.of(a_user("v", "township", "330482001004"))) == [2]
    assert numbers(Actor.of(a_user("nowhere", "township"))) == []
    assert sorted(numbers(Actor.of(a_user("leader", "leader")))) == [1, 2]


def test_everybody_on_a_page_is_in_the_audit_trail(officer: Actor) -> None:
    screened(a_household(1).with_finding(), a_household(2).with_finding())
    numbers(officer)
    row = AuditRow.objects.get(action="leads.list")
    said = AuditSubject.objects.filter(row=row).values_list("kind", "subject_id")
    assert set(said) == {("household", 1), ("household", 2), ("person", 10), ("person", 20)}


def test_leads_as_json_hold_ids_and_no_names(db: None) -> None:
    screened(a_household(1).with_finding("X1-09", person=10))
    (lead,) = as_json()
    assert lead["policies"] == ["X1-09"]
    assert (lead["amount"], lead["months_missed"], lead["township"]) == (720.0, 2, XINDAI)
    assert "张" not in str(lead)
