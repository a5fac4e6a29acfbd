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
from zhouji.office.leads.models import Lead
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
