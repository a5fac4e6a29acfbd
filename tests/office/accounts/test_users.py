"""Users are added and changed one at a time, and nobody's account is taken over."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.builders import a_household, a_pool, a_user
from tests.office.databases import STUCK_SECONDS, another_writer, wait_until_blocked
from zhouji.office.accounts.actions import create_demo_users
from zhouji.office.accounts.errors import UserExistsError
from zhouji.office.accounts.models import AuditRow, User


@pytest.fixture
def made_up_pool(db: None, settings: Any, tmp_path: Any) -> None:
    settings.ZHOUJI_DATA = a_pool(tmp_path / "data", a_household(1)).root


def test_the_demo_leaves_an_account_of_somebody_else_as_it_is(made_up_pool: None) -> None:
    before = a_user("leader", "county")
    with pytest.raises(UserExistsError, match="'leader'"):
        create_demo_users()
    after = User.objects.get()
    assert (after.password, after.role) == (before.password, "county")


def test_the_demo_s_own_accounts_are_there_once_however_often_it_starts(made_up_pool: None) -> None:
    first = create_demo_users()
    assert create_demo_users() == first
    assert User.objects.count() == len(first)


@pytest.mark.postgresql
def test_a_user_changed_twice_at_once_is_recorded_in_that_order(on_postgresql: None) -> None:
    a_user("somebody", "leader")
    with another_writer() as elsewhere:
        with transaction.atomic():
            a_user("somebody", "checker")
            second = elsewhere(a_user, "somebody", "county")
            wait_until_blocked(second)
        second.result(STUCK_SECONDS)
    rows = AuditRow.objects.filter(action="users.add").order_by("pk")
    told = [(row.old and row.old["role"], row.new["role"]) for row in rows]
    assert told == [(None, "leader"), ("leader", "checker"), ("checker", "county")]


@pytest.mark.postgresql
def test_a_user_added_twice_at_once_is_one_user(on_postgresql: None) -> None:
    with another_writer() as elsewhere:
        with transaction.atomic():
            a_user("somebody", "checker")
            second = elsewhere(a_user, "somebody", "county")
            wait_until_blocked(second)
        second.result(STUCK_SECONDS)
    rows = AuditRow.objects.filter(action="users.add").order_by("pk")
    told = [(row.old and row.old["role"], row.new["role"]) for row in rows]
    assert told == [(None, "checker"), ("checker", "county")]
    assert User.objects.get().role == "county"
