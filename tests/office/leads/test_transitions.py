"""Who may do what to a lead, cell by cell: every action by every role on every standing.

`who_may_do_what.csv` is read and changed by people, not made from the product's table. A cell
says where the lead stands afterwards, or: `no right` (the role lacks the right), `missing` (it
lies elsewhere and answers as if there were none), `refused` (it is not where this can be done).
`whose` says who holds the lead, or held it when it was closed; for `undo` who sent it.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.builders import UNKNOWN, XINDAI, a_household
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.errors import NotAllowedError
from zhouji.office.accounts.models import AuditRow, User
from zhouji.office.accounts.permissions import Role
from zhouji.office.leads import actions, transitions
from zhouji.office.leads.errors import LeadMovedOnError, NoSuchLeadError
from zhouji.office.leads.models import Lead, LeadEvent, LeadReason
from zhouji.office.leads.workdays import Workdays

pytestmark = pytest.mark.django_db
ROLES = (*Role.values, "system")
PLACES = ("own", "elsewhere")
BATCH = "b" * 32
PLAIN = Workdays()
WRITTEN = Path(__file__).with_name("who_may_do_what.csv")
TOLD = {
    "send": "sent",
    "undo": "undone",
    "take": "taken",
    "hand_back": "handed",
    "return": "returned",
    "close": "closed",
    "reopen": "reopened",
    "withdraw": "closed",
}


@dataclass(frozen=True)
class Cell:
    """One cell of the table: who does what to which lead, and what has to come of it."""

    action: str
    status: str
    whose: str
    role: str
    place: str
    outcome: str


def cells() -> Iterator[Cell]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for role, place in itertools.product(ROLES, PLACES):
                apart = role == Role.TOWNSHIP and place == "elsewhere"
                outcome = row["township elsewhere" if apart else role]
                yield Cell(row["action"], row["status"], row["whose"], role, place, outcome)


ACTIONS = tuple(dict.fromkeys(cell.action for cell in cells()))


@pytest.fixture
def users(db: None) -> dict[str, User]:
    """One user a role, all of Xindai, and a colleague; without a password, for nobody logs in."""
    made = [User(username=role, role=role, area=XINDAI, password="!") for role in Role.values]
    made.append(User(username="colleague", role="township", area=XINDAI, password="!"))
    return {user.username: user for user in User.objects.bulk_create(made)}


def actor_of(cell: Cell, users: dict[str, User]) -> Actor:
    return Actor.system("run") if cell.role == "system" else Actor.of(users[cell.role])


def a_lead(cell: Cell, users: dict[str, User]) -> Lead:
    """The lead as the cell says it stands, made without the product's actions."""
    status, _, before = cell.status.partition(" ")
    person = {"me": users.get(cell.role, users["colleague"]), "colleague": users["colleague"]}
    whose = person.get(cell.whose)
    home = a_household(1).row if cell.place == "own" else a_household(1).in_danghu().row
    now = timezone.now()
    lead = Lead.objects.create(
        **home,
        status=status,
        state="eligible",
        why_zh="",
        why_en="",
        first_run="1",
        last_run="1",
        created=now,
        changed=now,
        holder=whose if status in ("taken", "closed") else None,
        sent_by=whose if cell.action == "undo" else None,
        sending=BATCH if status in ("sent", "taken", "closed") else "",
        return_reason="other" if "returned" in cell.status else "",
        reopened_at=now if before == "reopened" else None,
        close_reason="other" if status == "closed" else "",
        closed_at=now if status == "closed" else None,
    )
    LeadReason.objects.create(
        lead=lead, policy="X1-09", subject_id=1, state="eligible", opened_run="1"
    )
    return lead


def a_run_finds_nothing(by: Actor, lead: int) -> None:
    nothing = UNKNOWN.empty_table()
    actions.apply_findings(
        by=by,
        run="2",
        day=date(2025, 9, 30),
        scope=None,
        findings=nothing,
        households=nothing,
        unknown=nothing,
    )


DO: dict[str, Callable[[Actor, int], Any]] = {
    "send": lambda by, lead: actions.send_lead_to_township(
        by=by, lead=lead, working_days=3, workdays=PLAIN
    ),
    "undo": lambda by, lead: actions.undo_sending(by=by, batch=BATCH),
    "take": lambda by, lead: actions.take_lead(by=by, lead=lead),
    "hand_back": lambda by, lead: actions.hand_back_lead(by=by, lead=lead, note="why"),
    "return": lambda by, lead: actions.return_lead_to_county(by=by, lead=lead, reason="elsewhere"),
    "close": lambda by, lead: actions.close_lead_with_reason(by=by, lead=lead, reason="has_it"),
    "reopen": lambda by, lead: actions.reopen_lead(by=by, lead=lead, note="why"),
    "withdraw": a_run_finds_nothing,
    "flag": a_run_finds_nothing,
}


def outcome_of(cell: Cell, by: Actor, lead: Lead) -> str:
    before = Lead.objects.values().get(pk=lead.pk)
    try:
        done = DO[cell.action](by, lead.pk)
    except NotAllowedError:
        return "no right" if unchanged(before) else "changed without a right"
    except NoSuchLeadError:
        return "missing" if unchanged(before) else "changed though missing"
    except LeadMovedOnError:
        return "refused" if unchanged(before) else "changed though refused"
    after = Lead.objects.get(pk=lead.pk)
    if cell.action in ("withdraw", "flag"):
        return what_a_run_did(cell, after)
    if done == 0 or (cell.action, before["status"]) == ("take", after.status):
        return ("refused" if done == 0 else after.status) if unchanged(before) else "changed"
    event = LeadEvent.objects.get(lead=lead)
    audited = AuditRow.objects.filter(username=by.username, subjects__subject_id=1).count()
    told = (event.what, event.by, event.old["status"], audited)
    return after.status if told == (TOLD[cell.action], by.username, before["status"], 1) else "?"


def what_a_run_did(cell: Cell, after: Lead) -> str:
    if cell.action == "flag":
        return "flagged" if after.flagged else "refused"
    closed = LeadEvent.objects.filter(lead=after, what="closed", by="screening").count() == 1
    return after.status if closed else "refused"


def unchanged(before: dict[str, Any]) -> bool:
    same = Lead.objects.values().get(pk=before["id"]) == before
    return same and not LeadEvent.objects.filter(lead=before["id"]).exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_every_cell_of_who_may_do_what(action: str, users: dict[str, User]) -> None:
    wrong, ran = [], 0
    for cell in cells():
        if cell.action != action:
            continue
        with transaction.atomic():
            lead = a_lead(cell, users)
            came = outcome_of(cell, actor_of(cell, users), lead)
            wrong += [] if came == cell.outcome else [(cell, came)]
            transaction.set_rollback(True)
        ran += 1
    assert not wrong
    assert ran == sum(cell.action == action for cell in cells())


def test_the_cells_are_all_there_are() -> None:
    every = list(cells())
    assert len(every) == 1_504, "say the new number in the README of leads too"
    assert len({(c.action, c.status, c.whose, c.role, c.place) for c in every}) == len(every)
    assert set(ACTIONS) == set(transitions.Action)
    for action in ACTIONS:
        told = {cell.status.split()[0] for cell in every if cell.action == action}
        assert told == {"new", "sent", "taken", "returned", "closed"}


@pytest.mark.parametrize("status", ["new", "sent", "returned"])
def test_a_lead_that_waits_is_held_by_nobody(status: str, users: dict[str, User]) -> None:
    cell = Cell("send", status, "nobody", "county", "own", "")
    lead = a_lead(cell, users)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(holder=users["colleague"])


def test_a_lead_that_was_taken_on_is_held_by_somebody(users: dict[str, User]) -> None:
    lead = a_lead(Cell("close", "taken", "colleague", "county", "own", ""), users)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(holder=None)


def test_a_village_s_worker_reaches_the_leads_of_that_village_alone(users: dict[str, User]) -> None:
    lead = a_lead(Cell("take", "sent", "nobody", "township", "own", ""), users)
    User.objects.filter(username="colleague").update(area="330482102202")
    elsewhere = Actor.of(User.objects.get(username="colleague"))
    with pytest.raises(NoSuchLeadError):
        actions.take_lead(by=elsewhere, lead=lead.pk)
    User.objects.filter(username="colleague").update(area="330482102201")
    here = Actor.of(User.objects.get(username="colleague"))
    assert actions.take_lead(by=here, lead=lead.pk).status == "taken"


def test_a_right_and_the_table_name_the_same_roles() -> None:
    for action, permission in transitions.NEEDED.items():
        rows = {role for row in transitions.TABLE if row.action == action for role in row.roles}
        assert rows == permission.held_by, action
