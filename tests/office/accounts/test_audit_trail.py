"""The audit trail comes first: no row, no answer and no change."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.builders import a_household, a_user, screened
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.accounts.errors import AuditBrokenError, NotAllowedError
from zhouji.office.accounts.models import AuditRow
from zhouji.office.accounts.queries import AuditFilters, list_audit
from zhouji.office.leads import actions
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import Lead
from zhouji.office.leads.queries import list_leads
from zhouji.office.leads.workdays import Workdays


def break_the_audit_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditrow RENAME TO accounts_auditrow_away")


@pytest.mark.django_db
def test_without_a_transaction_nothing_is_recorded_or_answered(officer: Actor) -> None:
    broken = transaction.get_connection()
    saved, broken.in_atomic_block = broken.in_atomic_block, False
    try:
        with pytest.raises(AuditBrokenError):
            record_read(by=officer, action="test")
    finally:
        broken.in_atomic_block = saved


@pytest.mark.django_db
def test_a_broken_trail_gives_no_answer(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    with transaction.atomic():
        break_the_audit_table()
        with pytest.raises(AuditBrokenError):
            list_leads(by=officer, filters=LeadFilters(), workdays=Workdays())
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_broken_trail_lets_nothing_change(officer: Actor) -> None:
    screened(a_household(1).with_finding())
    number = Lead.objects.get().pk
    with transaction.atomic():
        break_the_audit_table()
        with pytest.raises(AuditBrokenError):
            actions.close_lead_with_reason(by=officer, lead=number, reason="has_it")
        assert Lead.objects.get().status == "new"
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_auditor_finds_who_looked_at_a_household_and_is_recorded_too(officer: Actor) -> None:
    screened(a_household(1).with_finding(), a_household(2).with_finding())
    list_leads(by=officer, filters=LeadFilters(words="2"), workdays=Workdays())
    auditor = Actor.of(a_user("auditor", "auditor"))
    found = list_audit(by=auditor, filters=AuditFilters(household=2))
    assert ("officer", "leads.list") in [(row.username, row.action) for row in found.rows]
    assert AuditRow.objects.filter(username="auditor", action="audit.list").count() == 1
    with pytest.raises(NotAllowedError):
        list_audit(by=officer, filters=AuditFilters())
