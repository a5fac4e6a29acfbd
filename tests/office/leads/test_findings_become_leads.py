"""A screening becomes leads: once, kept, closed by itself or left to its holder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import AS_OF, a_household, screened
from zhouji.office.accounts.actor import Actor
from zhouji.office.leads import actions
from zhouji.office.leads.asked_by_runs import quiet_no_more
from zhouji.office.leads.errors import AnotherLeadOpenError
from zhouji.office.leads.models import CloseReason, Lead, LeadEvent, LeadReason
from zhouji.office.leads.store import QUIET
from zhouji.office.leads.workdays import Workdays

pytestmark = pytest.mark.django_db


def the_lead() -> Lead:
    return Lead.objects.get()


def test_all_findings_of_a_household_make_one_lead() -> None:
    screened(a_household(1).with_finding("X1-09", person=10).with_finding("A1-01", fen=50_000))
    assert LeadReason.objects.count() == 2
    assert the_lead().amount_fen == 12 * (6_000 + 50_000)
    assert the_lead().why_zh == "A1-01：年满八十周岁；另有 1 项"


def test_running_again_changes_nothing() -> None:
    for run in ("1", "2"):
        screened(a_household(1).with_finding(), run=run)
    assert (Lead.objects.count(), LeadReason.objects.count(), LeadEvent.objects.count()) == (
        1,
        1,
        0,
    )
    assert (the_lead().first_run, the_lead().last_run) == ("1", "2")


def test_an_unsent_lead_whose_reasons_are_all_false_closes_itself_and_says_so() -> None:
    screened(a_household(1).with_finding())
    screened(run="2")
    assert (the_lead().status, the_lead().close_reason) == ("closed", "withdrawn")
    assert list(LeadEvent.objects.values_list("what", flat=True)) == ["withdrawn", "closed"]


def test_an_unsent_lead_that_can_not_be_told_now_stays() -> None:
    screened(a_household(1).with_finding("X1-09", person=10))
    screened(run="2", unknown=[(1, 10, "X1-09")])
    assert (the_lead().status, the_lead().standing) == ("new", "unknown")


def test_a_sent_lead_is_flagged_to_its_holder_and_never_closed(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    actions.send_lead_to_township(
        by=officer, lead=the_lead().pk, working_days=3, workdays=Workdays()
    )
    screened(run="2")
    assert (the_lead().status, the_lead().flagged) == ("sent", True)
    screened(a_household(1).with_finding(), run="3")
    assert (the_lead().status, the_lead().flagged) == ("sent", False)


def test_households_outside_the_scope_are_left_alone() -> None:
    screened(a_household(1).with_finding(), a_household(2).with_finding())
    screened(run="2", scope=[1])
    assert dict(Lead.objects.values_list("household_id", "status")) == {1: "closed", 2: "new"}


def test_what_a_person_closed_stays_quiet_and_a_new_reason_opens_a_new_lead(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    actions.close_lead_with_reason(by=officer, lead=the_lead().pk, reason="declined")
    assert screened(a_household(1).with_finding(), run="2").quiet == 1
    assert Lead.objects.count() == 1
    screened(a_household(1).with_finding().with_finding("A1-01"), run="3")
    newest = Lead.objects.get(status="new")
    assert [reason.policy for reason in newest.reasons.all()] == ["A1-01"]


def closed_and_reopened(officer: Actor) -> Lead:
    actions.close_lead_with_reason(by=officer, lead=the_lead().pk, reason="declined")
    return actions.reopen_lead(by=officer, lead=the_lead().pk, note="they ask for it now")


def test_a_reopened_lead_is_not_quiet_any_more(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    closed_and_reopened(officer)
    assert screened(a_household(1).with_finding(fen=9_000), run="2").quiet == 0
    assert (the_lead().status, the_lead().amount_fen) == ("new", 12 * 9_000)


def test_a_lead_that_a_person_reopened_is_flagged_and_not_closed_by_a_run(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    closed_and_reopened(officer)
    screened(run="2")
    assert (the_lead().status, the_lead().flagged) == ("new", True)


def test_a_closed_lead_stays_closed_while_its_household_has_an_open_one(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    old = the_lead().pk
    actions.close_lead_with_reason(by=officer, lead=old, reason="declined")
    screened(a_household(1).with_finding("A1-01"), run="2")
    with pytest.raises(AnotherLeadOpenError):
        actions.reopen_lead(by=officer, lead=old, note="they ask for it now")
    assert Lead.objects.get(pk=old).status == "closed"


@pytest.mark.parametrize(
    ("reason", "days"),
    [
        ("helped", 60),
        ("has_it", 90),
        ("data_wrong", 90),
        ("other", 90),
        ("not_met", 180),
        ("declined", 365),
    ],
)
def test_a_closed_reason_is_told_again_after_its_days_on_the_clock_of_the_runs(
    officer: Actor, reason: str, days: int
) -> None:
    screened(a_household(1).with_finding())
    actions.close_lead_with_reason(
        by=officer, lead=the_lead().pk, reason=reason, note="note", on=AS_OF
    )
    again = AS_OF + timedelta(days=days)
    last_quiet = again - timedelta(days=1)
    assert quiet_no_more(last_quiet) == set()
    assert screened(a_household(1).with_finding(), run="2", day=last_quiet).opened == 0
    assert quiet_no_more(again) == {1}
    assert screened(a_household(1).with_finding(), run="3", day=again).opened == 1
    assert quiet_no_more(again) == set()


def test_every_reason_that_people_give_has_its_quiet_days() -> None:
    assert {*QUIET} == {*CloseReason.values} - {CloseReason.WITHDRAWN}


def test_a_reason_that_may_be_told_again_joins_the_lead_that_is_open(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    actions.close_lead_with_reason(by=officer, lead=the_lead().pk, reason="helped", on=AS_OF)
    both = a_household(1).with_finding().with_finding("A1-01")
    screened(both, run="2")
    later = AS_OF + timedelta(days=60)
    assert quiet_no_more(later) == {1}
    screened(both, run="3", scope=[1], day=later)
    reasons = LeadReason.objects.filter(lead__status="new").values_list("policy", flat=True)
    assert sorted(reasons) == ["A1-01", "X1-09"]
    assert quiet_no_more(later) == set()


def test_a_reason_that_comes_back_stands_again() -> None:
    first = a_household(1).with_finding().with_finding("A1-01")
    screened(first)
    screened(a_household(1).with_finding(), run="2")
    assert LeadReason.objects.get(policy="A1-01").standing == "false"
    screened(first, run="3")
    assert LeadReason.objects.get(policy="A1-01").standing == "true"
    assert the_lead().n_reasons == 2


def test_a_household_that_moved_takes_its_lead_along() -> None:
    screened(a_household(1).with_finding())
    screened(a_household(1).in_danghu().with_finding(), run="2")
    assert (the_lead().township, the_lead().village) == ("当湖街道", "梅园")
