"""What nobody can tell of a lead yet stays unknown: it is no zero, in no sum, page or export."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.builders import Household, a_household, screened
from tests.office.leads.test_leads_of_before import FIRST, migrate, newest
from zhouji.office.accounts.actor import Actor
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import Lead, LeadReason
from zhouji.office.leads.queries import as_json, list_leads, open_lead
from zhouji.office.leads.workdays import Workdays

pytestmark = pytest.mark.django_db


def possible(household: Household, policy: str = "A1-01", unit: str = "yuan/month") -> Household:
    """A finding of which nobody can tell the amount, nor since when."""
    household.with_finding(policy, fen=None, state="possible")
    return _with(household, amount_unit=unit, months_missed=None)


def _with(household: Household, **more: Any) -> Household:
    household.findings[-1].update(more)
    return household


def the_lead() -> Lead:
    return Lead.objects.get()


def in_order(by: Actor) -> list[int]:
    page = list_leads(by=by, filters=LeadFilters(), workdays=Workdays())
    return [lead.household_id for lead in page.leads]


def test_months_that_nobody_can_tell_are_no_zero_months() -> None:
    screened(possible(a_household(1)))
    assert LeadReason.objects.get().months_missed is None
    assert the_lead().months_missed is None


def test_known_zero_months_stay_zero() -> None:
    screened(_with(a_household(1).with_finding(), months_missed=0))
    assert (LeadReason.objects.get().months_missed, the_lead().months_missed) == (0, 0)


def test_the_sum_of_unknown_amounts_alone_is_unknown() -> None:
    screened(possible(a_household(1)))
    assert (the_lead().amount_fen, the_lead().amount_is_least) == (None, False)


def test_a_sum_with_an_unknown_amount_in_it_is_the_least_it_can_be() -> None:
    screened(possible(a_household(1).with_finding(fen=6_000)))
    assert (the_lead().amount_fen, the_lead().amount_is_least) == (12 * 6_000, True)


def test_goods_without_a_price_are_no_unknown_money() -> None:
    screened(_with(a_household(1).with_finding(fen=None), amount_unit="kwh/month"))
    assert (the_lead().amount_fen, the_lead().amount_is_least) == (0, False)


def test_an_amount_that_becomes_known_is_told_and_one_that_becomes_unknown_is_not() -> None:
    screened(possible(a_household(1)))
    screened(a_household(1).with_finding("A1-01", fen=6_000), run="2")
    assert (the_lead().amount_fen, the_lead().months_missed) == (12 * 6_000, 2)
    screened(possible(a_household(1)), run="3")
    assert (the_lead().amount_fen, the_lead().months_missed) == (None, None)


def test_a_household_of_which_nobody_knows_how_many_live_there_has_no_zero_members() -> None:
    class Uncounted(Household):
        @property
        def row(self) -> dict[str, Any]:
            return {**super().row, "n_members": None}

    screened(Uncounted(1).with_finding(), a_household(2).with_finding())
    members = Lead.objects.order_by("household_id").values_list("n_members", flat=True)
    assert list(members) == [None, 2]


def test_of_those_that_fit_an_unknown_amount_stands_before_every_known_one(officer: Actor) -> None:
    screened(
        a_household(1).with_finding(fen=None),
        a_household(2).with_finding(fen=100),
        a_household(3).with_finding(fen=5_000_000_00),
    )
    assert in_order(officer) == [1, 3, 2]


def test_of_those_that_may_fit_unknown_money_stands_before_goods(officer: Actor) -> None:
    screened(
        possible(a_household(1)),
        possible(a_household(2), unit="kwh/month"),
        possible(possible(a_household(3), "A1-01"), "A2-01"),
    )
    assert in_order(officer) == [3, 1, 2]


def test_what_is_certain_keeps_its_place_before_what_is_only_possible(officer: Actor) -> None:
    screened(
        possible(a_household(1)),
        possible(a_household(2).with_finding(fen=6_000)),
        a_household(3).with_finding(fen=7_000),
    )
    assert in_order(officer) == [3, 2, 1]


def test_the_sentence_of_a_lead_is_of_the_money_that_is_unknown_before_goods() -> None:
    screened(possible(possible(a_household(1), "Z-01", unit="kwh/month"), "A1-01"))
    assert the_lead().why_zh.startswith("A1-01")


def test_unknown_money_stands_before_goods_on_a_lead_too(officer: Actor) -> None:
    home = possible(possible(a_household(1), "A0-01", unit="kwh/month"), "B1-01")
    screened(home.with_finding("C1-01", fen=100).with_finding("D1-01", fen=None))
    file = open_lead(by=officer, lead=the_lead().pk)
    assert [reason.policy for reason in file.reasons] == ["D1-01", "C1-01", "B1-01", "A0-01"]


def test_json_says_null_for_what_nobody_can_tell() -> None:
    screened(possible(a_household(1)))
    (told,) = as_json()
    assert (told["amount"], told["amount_is_least"], told["months_missed"]) == (None, False, None)
    assert (told["amounts"][0]["amount"], told["amounts"][0]["unit"]) == (None, "yuan/month")


def test_json_says_of_a_sum_that_it_is_the_least() -> None:
    screened(possible(a_household(1).with_finding(fen=6_000)))
    (told,) = as_json()
    assert (told["amount"], told["amount_is_least"], told["months_missed"]) == (720.0, True, 2)


def an_old_lead(apps: Any, household: int, *reasons: dict[str, Any], fen: int = 0) -> None:
    now = timezone.now()
    lead = apps.get_model("leads", "Lead").objects.create(
        **a_household(household).row,
        state="possible",
        rank=5,
        amount_fen=fen,
        first_run="1",
        last_run="1",
        created=now,
        changed=now,
    )
    for number, reason in enumerate(reasons):
        apps.get_model("leads", "LeadReason").objects.create(
            lead=lead, policy=f"P-{number}", subject_id=household, opened_run="1", **reason
        )


def test_leads_of_before_say_what_they_did_not_know_where_that_can_be_told(
    on_sqlite: None,
) -> None:
    apps = migrate(FIRST)
    of_money = {"state": "possible", "amount_fen": None, "amount_unit": "yuan/month"}
    of_goods = {**of_money, "amount_unit": "kwh/month"}
    certain = {**of_money, "state": "eligible", "amount_fen": 6_000}
    an_old_lead(apps, 1, of_money)
    an_old_lead(apps, 2, of_goods)
    an_old_lead(apps, 3, of_money, certain, fen=72_000)
    an_old_lead(apps, 4, {**of_money, "standing": "false"}, certain, fen=72_000)
    migrate(newest())
    leads = {lead.household_id: lead for lead in Lead.objects.all()}
    sums = {home: (lead.amount_fen, lead.amount_is_least) for home, lead in leads.items()}
    assert sums == {1: (None, False), 2: (0, False), 3: (72_000, True), 4: (72_000, False)}
    months = {home: lead.months_missed for home, lead in leads.items()}
    assert months == {1: None, 2: None, 3: 0, 4: 0}
    assert leads[1].rank > leads[2].rank
    told = LeadReason.objects.filter(months_missed=None).values_list("state", flat=True)
    assert set(told) == {"possible"}
