"""The office on PostgreSQL gives the same leads as on SQLite, from the inbox to the list."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.postgresql


def zhouji(*words: str | Path, database: str) -> str:
    environment = {**os.environ, "ZHOUJI_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "-m", "zhouji.cli", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def leads_of(data: Path, raw: Path, database: str) -> list[dict[str, Any]]:
    """A pool from its inbox to its leads, run twice; leads without their own numbers."""
    zhouji("init", "--data", data, "--content", ROOT / "counties" / "pinghu", database=database)
    shutil.copytree(raw, data / "inbox", dirs_exist_ok=True)
    for _ in range(2):
        zhouji("run", "--data", data, database=database)
    zhouji("doctor", "--data", data, database=database)
    rows = json.loads(zhouji("leads", "--data", data, "--json", database=database))
    kept = [{key: value for key, value in row.items() if key != "id"} for row in rows]
    return sorted(kept, key=lambda row: int(row["household_id"]))


def test_leads_on_postgresql_are_those_on_sqlite(empty_database: str, tmp_path: Path) -> None:
    county = tmp_path / "county"
    zhouji("county", "make", county, "--people", "600", "--no-truth", database="")
    on_sqlite = leads_of(tmp_path / "sqlite", county / "raw", "")
    on_postgresql = leads_of(tmp_path / "postgresql", county / "raw", empty_database)
    assert on_sqlite
    assert on_postgresql == on_sqlite
    assert not (tmp_path / "postgresql" / "office.sqlite3").exists()
