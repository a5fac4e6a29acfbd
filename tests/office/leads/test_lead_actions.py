"""What people do with leads: checked, audited with old and new value, undone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import DANGHU, PINGHU, a_household, a_user, screened
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.errors import NotAllowedError
from zhouji.office.accounts.models import AuditRow
from zhouji.office.leads import actions
from zhouji.office.leads.errors import LeadMovedOnError, MissingReasonError, NoSuchLeadError
from zhouji.office.leads.models import Lead, LeadEvent
from zhouji.office.leads.workdays import Workdays, load_workdays

pytestmark = pytest.mark.django_db
PLAIN = Workdays()


@pytest.fixture
def leads() -> list[int]:
    screened(a_household(1).with_finding(), a_household(2).in_danghu().with_finding())
    return list(Lead.objects.order_by("household_id").values_list("pk", flat=True))


def test_sending_in_bulk_sets_a_deadline_and_can_be_undone(
    officer: Actor, leads: list[int]
) -> None:
    sent = actions.send_leads_to_townships(by=officer, leads=leads, working_days=3, workdays=PLAIN)
    assert set(Lead.objects.values_list("status", "due")) == {("sent", sent.due)}
    assert actions.undo_sending(by=officer, batch=sent.batch) == 2
    assert set(Lead.objects.values_list("status", "due")) == {("new", None)}


def test_a_change_keeps_its_old_and_new_value(officer: Actor, leads: list[int]) -> None:
    actions.send_lead_to_township(by=officer, lead=leads[0], working_days=3, workdays=PLAIN)
    row = AuditRow.objects.get(action="leads.send")
    assert row.old == {str(leads[0]): {"status": "new", "due": None, "holder": None}}
    assert row.new["status"] == "sent"
    assert list(row.subjects.values_list("subject_id", flat=True)) == [1]


def test_a_lead_that_somebody_took_is_not_taken_back(officer: Actor, leads: list[int]) -> None:
    sent = actions.send_leads_to_townships(by=officer, leads=leads, working_days=3, workdays=PLAIN)
    worker = Actor.of(a_user("worker", "township", DANGHU))
    actions.take_lead(by=worker, lead=leads[1])
    assert actions.undo_sending(by=officer, batch=sent.batch) == 1
    assert Lead.objects.get(pk=leads[1]).holder_id == worker.user_id


def test_undoing_an_old_sending_leaves_a_newer_one_of_somebody_else(
    officer: Actor, leads: list[int]
) -> None:
    other = Actor.of(a_user("other", "county"))
    old = actions.send_leads_to_townships(by=officer, leads=leads, working_days=3, workdays=PLAIN)
    actions.undo_sending(by=officer, batch=old.batch)
    new = actions.send_leads_to_townships(by=other, leads=leads, working_days=5, workdays=PLAIN)
    assert actions.undo_sending(by=officer, batch=old.batch) == 0
    assert set(Lead.objects.values_list("status", "due")) == {("sent", new.due)}


@pytest.mark.parametrize("batch", ["", "0" * 32])
def test_undoing_no_sending_takes_nothing_back(
    officer: Actor, leads: list[int], batch: str
) -> None:
    actions.send_leads_to_townships(by=officer, leads=leads, working_days=3, workdays=PLAIN)
    assert actions.undo_sending(by=officer, batch=batch) == 0


def with_a_worker(officer: Actor, lead: int, name: str = "worker") -> Actor:
    """The lead sent to Danghu and taken on by a worker there."""
    actions.send_lead_to_township(by=officer, lead=lead, working_days=3, workdays=PLAIN)
    worker = Actor.of(a_user(name, "township", DANGHU))
    actions.take_lead(by=worker, lead=lead)
    return worker


def test_a_held_lead_is_closed_by_its_holder_alone(officer: Actor, leads: list[int]) -> None:
    worker = with_a_worker(officer, leads[1])
    colleague = Actor.of(a_user("colleague", "township", DANGHU))
    for somebody in (officer, colleague):
        with pytest.raises(LeadMovedOnError):
            actions.close_lead_with_reason(by=somebody, lead=leads[1], reason="has_it")
    assert actions.close_lead_with_reason(by=worker, lead=leads[1], reason="has_it")


def test_a_township_closes_nothing_that_was_not_sent_to_it(leads: list[int]) -> None:
    worker = Actor.of(a_user("worker", "township", DANGHU))
    with pytest.raises(LeadMovedOnError):
        actions.close_lead_with_reason(by=worker, lead=leads[1], reason="has_it")


def test_taking_on_twice_is_said_once(officer: Actor, leads: list[int]) -> None:
    worker = with_a_worker(officer, leads[1])
    assert actions.take_lead(by=worker, lead=leads[1]).holder_id == worker.user_id
    assert LeadEvent.objects.filter(what="taken").count() == 1


def test_the_county_takes_a_lead_off_its_holder_only_with_a_reason(
    officer: Actor, leads: list[int]
) -> None:
    with_a_worker(officer, leads[1])
    with pytest.raises(MissingReasonError):
        actions.hand_back_lead(by=officer, lead=leads[1], note=" ")
    assert Lead.objects.get(pk=leads[1]).status == "taken"
    lead = actions.hand_back_lead(by=officer, lead=leads[1], note="on leave")
    assert (lead.status, lead.holder_id, lead.due is None) == ("sent", None, False)


def test_a_returned_lead_says_why_and_is_sent_again(officer: Actor, leads: list[int]) -> None:
    worker = with_a_worker(officer, leads[1])
    actions.return_lead_to_county(by=worker, lead=leads[1], reason="other", note="moved away")
    lead = Lead.objects.get(pk=leads[1])
    assert (lead.status, lead.holder_id, lead.due) == ("returned", None, None)
    assert (lead.return_reason, lead.return_note) == ("other", "moved away")
    again = actions.send_leads_to_townships(by=officer, leads=leads, working_days=3, workdays=PLAIN)
    assert again.leads == leads
    actions.undo_sending(by=officer, batch=again.batch)
    assert dict(Lead.objects.values_list("pk", "status")) == {
        leads[0]: "new",
        leads[1]: "returned",
    }


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("helped", "x"), ("other", " ")])
def test_returning_needs_a_reason(officer: Actor, leads: list[int], reason: str, note: str) -> None:
    worker = with_a_worker(officer, leads[1])
    with pytest.raises(MissingReasonError):
        actions.return_lead_to_county(by=worker, lead=leads[1], reason=reason, note=note)


def test_a_closed_lead_is_opened_again_and_keeps_how_it_was_closed(
    officer: Actor, leads: list[int]
) -> None:
    actions.close_lead_with_reason(by=officer, lead=leads[0], reason="other", note="by mistake")
    with pytest.raises(MissingReasonError):
        actions.reopen_lead(by=officer, lead=leads[0], note="")
    lead = actions.reopen_lead(by=officer, lead=leads[0], note="the wrong household")
    assert (lead.status, lead.close_reason, lead.closed_at) == ("new", "", None)
    event = LeadEvent.objects.get(what="reopened")
    assert (event.note, event.old["close_note"]) == ("the wrong household", "by mistake")


def test_a_worker_goes_on_with_what_that_worker_closed(officer: Actor, leads: list[int]) -> None:
    worker = with_a_worker(officer, leads[1])
    actions.close_lead_with_reason(by=worker, lead=leads[1], reason="has_it")
    lead = actions.reopen_lead(by=worker, lead=leads[1], note="it was another allowance")
    assert (lead.status, lead.holder_id, lead.due is None) == ("taken", worker.user_id, False)


def test_sending_twice_says_that_somebody_was_faster(officer: Actor, leads: list[int]) -> None:
    actions.send_lead_to_township(by=officer, lead=leads[0], working_days=3, workdays=PLAIN)
    with pytest.raises(LeadMovedOnError):
        actions.send_lead_to_township(by=officer, lead=leads[0], working_days=3, workdays=PLAIN)


def test_a_township_worker_can_not_touch_another_township(leads: list[int]) -> None:
    worker = Actor.of(a_user("worker", "township", DANGHU))
    with pytest.raises(NoSuchLeadError):
        actions.close_lead_with_reason(by=worker, lead=leads[0], reason="has_it")
    with pytest.raises(NotAllowedError):
        actions.send_lead_to_township(by=worker, lead=leads[1], working_days=3, workdays=PLAIN)


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("withdrawn", ""), ("other", " ")])
def test_closing_needs_a_reason(officer: Actor, leads: list[int], reason: str, note: str) -> None:
    with pytest.raises(MissingReasonError):
        actions.close_lead_with_reason(by=officer, lead=leads[0], reason=reason, note=note)


def test_working_days_skip_the_national_days_and_count_the_days_made_up() -> None:
    calendar = load_workdays(PINGHU)
    assert calendar.after(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert calendar.after(date(2025, 10, 10), 1) == date(2025, 10, 11)
    assert calendar.between(date(2025, 9, 30), date(2025, 10, 11)) == 3
    assert calendar.between(date(2025, 10, 11), date(2025, 9, 30)) == -3
