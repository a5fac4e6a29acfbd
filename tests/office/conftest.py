"""Shared by the tests of the office: its tables, and the actor at the county."""

from __future__ import annotations

import pytest

from tests.builders import a_user
from zhouji.office.accounts.actor import Actor


@pytest.fixture
def officer(db: None) -> Actor:
    return Actor.of(a_user("officer", "county"))
