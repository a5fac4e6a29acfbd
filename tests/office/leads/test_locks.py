"""Two writers at one lead: what was acknowledged stays, whoever came first; each order forced."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection, transaction

from tests.builders import XINDAI, a_household, a_user, screened
from tests.office.databases import STUCK_SECONDS, another_writer, wait_until_blocked
from zhouji.office.accounts.actor import Actor
from zhouji.office.leads import actions
from zhouji.office.leads.errors import AnotherLeadOpenError, LeadMovedOnError
from zhouji.office.leads.models import Lead
from zhouji.office.leads.workdays import Workdays

PLAIN = Workdays()


def an_officer(name: str = "officer") -> Actor:
    return Actor.of(a_user(name, "county"))


def the_lead(household: int = 1) -> Lead:
    return Lead.objects.get(household_id=household)


def send(by: Actor, *leads: int) -> actions.Sent:
    return actions.send_leads_to_townships(by=by, leads=leads, working_days=3, workdays=PLAIN)


@pytest.mark.postgresql
def test_a_sending_during_a_run_is_kept(on_postgresql: None) -> None:
    screened(a_household(1).with_finding())
    officer = an_officer()
    with another_writer() as elsewhere:
        with transaction.atomic():
            send(officer, the_lead().pk)
            run = elsewhere(screened, a_household(1).with_finding(fen=9_000), run="2")
            wait_until_blocked(run)
        run.result(STUCK_SECONDS)
    lead = the_lead()
    assert (lead.status, lead.due is None, lead.amount_fen) == ("sent", False, 12 * 9_000)


@pytest.mark.postgresql
def test_a_lead_sent_during_a_run_is_flagged_and_not_closed(on_postgresql: None) -> None:
    screened(a_household(1).with_finding())
    officer = an_officer()
    with another_writer() as elsewhere:
        with transaction.atomic():
            send(officer, the_lead().pk)
            run = elsewhere(screened, run="2")
            wait_until_blocked(run)
        run.result(STUCK_SECONDS)
    assert (the_lead().status, the_lead().flagged) == ("sent", True)


@pytest.mark.postgresql
def test_what_is_closed_during_a_run_stays_closed_and_quiet(on_postgresql: None) -> None:
    screened(a_household(1).with_finding())
    officer = an_officer()
    with another_writer() as elsewhere:
        with transaction.atomic():
            actions.close_lead_with_reason(by=officer, lead=the_lead().pk, reason="declined")
            run = elsewhere(screened, a_household(1).with_finding(fen=9_000), run="2")
            wait_until_blocked(run)
        run.result(STUCK_SECONDS)
    assert (the_lead().status, the_lead().close_reason) == ("closed", "declined")


@pytest.mark.postgresql
def test_a_lead_that_a_run_is_closing_is_not_sent(on_postgresql: None) -> None:
    screened(a_household(1).with_finding())
    officer = an_officer()
    number = the_lead().pk
    with another_writer() as elsewhere:
        with transaction.atomic():
            screened(run="2")
            sending = elsewhere(send, officer, number)
            wait_until_blocked(sending)
        assert sending.result(STUCK_SECONDS).leads == []
    assert (the_lead().status, the_lead().close_reason) == ("closed", "withdrawn")


@pytest.mark.postgresql
def test_two_officers_who_send_crosswise_wait_for_each_other(on_postgresql: None) -> None:
    screened(*(a_household(number).with_finding() for number in (1, 2)))
    one, other = an_officer("one"), an_officer("other")
    numbers = [the_lead(1).pk, the_lead(2).pk]
    with another_writer() as elsewhere:
        with transaction.atomic():
            first = send(one, *numbers)
            crosswise = elsewhere(send, other, *reversed(numbers))
            wait_until_blocked(crosswise)
        second = crosswise.result(STUCK_SECONDS)
    assert (first.leads, second.leads, second.skipped) == (numbers, [], 2)


@pytest.mark.postgresql
def test_two_runs_at_once_open_one_lead(on_postgresql: None) -> None:
    with another_writer() as elsewhere:
        with transaction.atomic():
            screened(a_household(1).with_finding())
            run = elsewhere(screened, a_household(1).with_finding(), run="2")
            wait_until_blocked(run)
        run.result(STUCK_SECONDS)
    assert (the_lead().first_run, the_lead().last_run) == ("1", "2")


def a_closed_one(officer: Actor) -> int:
    screened(a_household(1).with_finding())
    return actions.close_lead_with_reason(by=officer, lead=the_lead().pk, reason="has_it").pk


@pytest.mark.postgresql
def test_a_lead_is_not_reopened_beside_one_that_a_run_is_opening(on_postgresql: None) -> None:
    officer = an_officer()
    closed = a_closed_one(officer)
    with another_writer() as elsewhere:
        with transaction.atomic():
            screened(a_household(1).with_finding("A1-01"), run="2")
            reopening = elsewhere(actions.reopen_lead, by=officer, lead=closed, note="why")
            wait_until_blocked(reopening)
        assert isinstance(reopening.exception(STUCK_SECONDS), AnotherLeadOpenError)
    assert Lead.objects.get(pk=closed).status == "closed"


@pytest.mark.postgresql
def test_a_run_goes_on_with_the_lead_that_is_being_reopened(on_postgresql: None) -> None:
    officer = an_officer()
    closed = a_closed_one(officer)
    with another_writer() as elsewhere:
        with transaction.atomic():
            actions.reopen_lead(by=officer, lead=closed, note="why")
            run = elsewhere(screened, a_household(1).with_finding("A1-01"), run="2")
            wait_until_blocked(run)
        run.result(STUCK_SECONDS)
    assert (the_lead().pk, the_lead().status) == (closed, "new")
    assert set(the_lead().reasons.values_list("policy", "standing")) == {
        ("X1-09", "false"),
        ("A1-01", "true"),
    }


@pytest.mark.postgresql
@pytest.mark.parametrize("first", ["take", "undo"])
def test_taking_and_undoing_at_once_keep_the_one_that_came_first(
    on_postgresql: None, first: str
) -> None:
    screened(a_household(1).with_finding())
    officer, worker = an_officer(), Actor.of(a_user("worker", "township", XINDAI))
    batch = send(officer, the_lead().pk).batch
    number = the_lead().pk
    with another_writer() as elsewhere:
        with transaction.atomic():
            if first == "take":
                actions.take_lead(by=worker, lead=number)
                second = elsewhere(actions.undo_sending, by=officer, batch=batch)
            else:
                actions.undo_sending(by=officer, batch=batch)
                second = elsewhere(actions.take_lead, by=worker, lead=number)
            wait_until_blocked(second)
        if first == "take":
            assert second.result(STUCK_SECONDS) == 0
        else:
            assert isinstance(second.exception(STUCK_SECONDS), LeadMovedOnError)
    assert the_lead().status == {"take": "taken", "undo": "new"}[first]


@pytest.mark.postgresql
def test_two_workers_who_take_at_once_do_not_both_hold_it(on_postgresql: None) -> None:
    screened(a_household(1).with_finding())
    send(an_officer(), the_lead().pk)
    one, other = (Actor.of(a_user(name, "township", XINDAI)) for name in ("one", "other"))
    with another_writer() as elsewhere:
        with transaction.atomic():
            actions.take_lead(by=one, lead=the_lead().pk)
            second = elsewhere(actions.take_lead, by=other, lead=the_lead().pk)
            wait_until_blocked(second)
        assert isinstance(second.exception(STUCK_SECONDS), LeadMovedOnError)
    assert the_lead().holder_id == one.user_id


def test_on_sqlite_a_run_waits_for_who_writes(on_sqlite: None) -> None:
    screened(a_household(1).with_finding())
    officer = an_officer()
    with another_writer() as elsewhere:
        with transaction.atomic():
            send(officer, the_lead().pk)
            run = elsewhere(screened, run="2")
            wait_until_blocked(run)
        run.result(STUCK_SECONDS)
    assert (the_lead().status, the_lead().flagged) == ("sent", True)


def test_on_sqlite_another_process_is_waited_for_too(on_sqlite: None) -> None:
    """Another process knows nothing of our turns; SQLite's own lock stands between them."""
    screened(a_household(1).with_finding())
    file = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(file, isolation_level=None)) as process:
        process.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError):
            screened(run="2")
        process.execute("ROLLBACK")
    assert screened(run="2").closed == 1
