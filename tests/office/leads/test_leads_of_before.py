"""Leads of an office that is there already: each keeps its holder, and stands in its sending."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.builders import a_household, a_user
from zhouji.office.accounts.actor import Actor
from zhouji.office.leads import actions
from zhouji.office.leads.models import Lead

FIRST = [("leads", "0001_initial")]


def migrate(target: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    return executor.migrate(target).apps


def newest() -> list[tuple[str, str]]:
    nodes = MigrationExecutor(connection).loader.graph.leaf_nodes()
    return [node for node in nodes if node[0] == "leads"]


def an_old_lead(apps: Any, household: int, status: str, **more: Any) -> Any:
    now = timezone.now()
    return apps.get_model("leads", "Lead").objects.create(
        **a_household(household).row,
        status=status,
        state="eligible",
        why_zh="",
        why_en="",
        first_run="1",
        last_run="1",
        created=now,
        changed=now,
        **more,
    )


def was_sent(apps: Any, lead: Any, batch: str, by: str) -> None:
    apps.get_model("leads", "LeadEvent").objects.create(
        lead=lead, at=timezone.now(), what="sent", by=by, batch=batch
    )


def check_leads_of_before() -> None:
    officer, worker = a_user("officer", "county"), a_user("worker", "township", "330482102")
    apps, now = migrate(FIRST), timezone.now()
    new = an_old_lead(apps, 1, "new")
    sent = an_old_lead(apps, 2, "sent", sent_at=now)
    taken = an_old_lead(apps, 3, "sent", sent_at=now, holder_id=worker.pk)
    overwritten = an_old_lead(apps, 4, "new", sent_at=now)
    closed = an_old_lead(apps, 5, "closed", sent_at=now, holder_id=worker.pk)
    for batch, by in (("old", "worker"), ("newer", "officer")):
        for lead in (sent, taken, overwritten, closed):
            was_sent(apps, lead, batch, by)
    migrate(newest())
    after = Lead.objects.in_bulk()
    assert {lead.household_id: lead.status for lead in after.values()} == {
        1: "new",
        2: "sent",
        3: "taken",
        4: "sent",
        5: "closed",
    }
    stands = [(after[old.pk].sending, after[old.pk].sent_by_id) for old in (sent, overwritten)]
    assert stands == [("newer", officer.pk)] * 2
    assert (after[new.pk].sending, after[taken.pk].holder_id) == ("", worker.pk)
    assert actions.undo_sending(by=Actor.of(officer), batch="old") == 0
    assert actions.undo_sending(by=Actor.of(officer), batch="newer") == 2


def test_leads_of_before_on_sqlite(on_sqlite: None) -> None:
    check_leads_of_before()


@pytest.mark.postgresql
def test_leads_of_before_on_postgresql(on_postgresql: None) -> None:
    check_leads_of_before()


def test_going_back_keeps_who_holds_a_lead(on_sqlite: None) -> None:
    worker = a_user("worker", "township", "330482102")
    apps = migrate(newest())
    an_old_lead(apps, 1, "taken", holder_id=worker.pk)
    old = migrate(FIRST).get_model("leads", "Lead").objects.get()
    assert (old.status, old.holder_id) == ("sent", worker.pk)
    migrate(newest())
