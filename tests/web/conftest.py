"""Shared by the tests of the pages: a small pool, its leads, and browsers logged in by role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import DANGHU, XINDAI, a_household, a_pool, a_user, screened
from zhouji.base.data_directory import Pool
from zhouji.office.accounts.models import User

HOUSEHOLDS = (
    a_household(1).with_finding("X1-09", person=10),
    a_household(2).in_danghu().with_finding("X1-09", person=20),
)


@pytest.fixture(scope="session")
def made_up_pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return a_pool(tmp_path_factory.mktemp("pool") / "data", *HOUSEHOLDS)


@pytest.fixture
def pool(made_up_pool: Pool, settings: Any) -> Pool:
    settings.ZHOUJI_DATA = made_up_pool.root
    return made_up_pool


@pytest.fixture
def people(db: None, pool: Pool) -> dict[str, User]:
    """One user a role, by the role's name; leads of two townships."""
    screened(*HOUSEHOLDS)
    area = {"township": XINDAI}
    department = {"department": "D25", "county": "D01"}
    roles = ("county", "checker", "department", "township", "leader", "auditor", "admin")
    users = {r: a_user(r, r, area.get(r, ""), department.get(r, "")) for r in roles}
    users["danghu"] = a_user("danghu", "township", DANGHU)
    return users


@pytest.fixture
def browse(people: dict[str, User]) -> Callable[[str], Client]:
    """A client logged in as a role."""

    def logged_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in
