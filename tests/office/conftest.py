"""Shared by the tests of the office: its tables, the actor at the county, databases to meet in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.builders import a_user
from tests.office.databases import a_server, office_in
from zhouji.office.accounts.actor import Actor
from zhouji.web.database import database


@pytest.fixture
def officer(db: None) -> Actor:
    return Actor.of(a_user("officer", "county"))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with a_server() as address:
        yield address


@pytest.fixture
def empty_database(server: str) -> str:
    """The address of a database in which nobody has worked yet."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE alone")
    return server.removesuffix("postgres") + "alone"


@pytest.fixture
def on_postgresql(server: str, tmp_path: Any, django_db_blocker: Any) -> Iterator[None]:
    """The office on a PostgreSQL server, for several threads."""
    with django_db_blocker.unblock(), office_in(database(tmp_path, server)):
        yield


@pytest.fixture
def on_sqlite(tmp_path: Any, django_db_blocker: Any) -> Iterator[None]:
    """The office in a file, for several threads."""
    with django_db_blocker.unblock(), office_in(database(tmp_path, "")):
        yield
