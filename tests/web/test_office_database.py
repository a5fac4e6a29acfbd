"""The office's database keeps what it acknowledged, whatever happens to the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from zhouji.web.database import database, secret_key


@pytest.mark.django_db(transaction=True)
def test_sqlite_writes_ahead_and_waits_for_the_disk() -> None:
    with connection.cursor() as cursor:
        said = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_sqlite_takes_its_lock_at_once_and_waits_for_others(tmp_path: Path) -> None:
    options = database(tmp_path, "")["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)


def test_a_url_leads_to_postgresql(tmp_path: Path) -> None:
    said = database(tmp_path, "postgresql://who:p%40ss@host:5433/office")
    assert said["ENGINE"].endswith("postgresql")
    assert (said["USER"], said["PASSWORD"], said["PORT"]) == ("who", "p@ss", "5433")


def test_the_signing_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert secret_key(tmp_path) == secret_key(tmp_path)
    assert (tmp_path / "secret" / "django.key").stat().st_mode & 0o077 == 0
