"""Whoever reads the findings is told when no run has looked at what came since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.builders import a_pool, a_receipt
from zhouji.base.data_directory import Pool
from zhouji.pipeline.doctor import examine
from zhouji.pipeline.last_run import LastRun, last_run
from zhouji.pool.store import receipts
from zhouji.pool.store.receipts import write_receipt

RUN = date(2025, 9, 30)


def on(pool: Pool, day: date) -> LastRun:
    return last_run(pool, receipts(pool), day)


def test_a_run_of_these_days_that_covers_all_is_not_behind(tmp_path: Path) -> None:
    pool = a_pool(tmp_path / "pool")
    assert on(pool, RUN) == LastRun(RUN, 0, 0)
    assert not on(pool, date(2025, 10, 2)).is_behind
    assert on(pool, date(2025, 10, 3)).is_behind
    assert on(pool, date(2025, 10, 3)).days_ago == 3


def test_files_received_since_are_told_each_of_them_once(tmp_path: Path) -> None:
    pool = a_pool(tmp_path / "pool")
    for batch, dataset in ((8, "wages"), (9, "pensions")):
        write_receipt(pool, replace(a_receipt(dataset), batch=batch, digest="one file"))
    assert on(pool, RUN) == LastRun(RUN, 0, 1)
    assert on(pool, RUN).is_behind


def test_without_any_run_all_files_wait(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    assert not on(pool, RUN).is_behind
    pool.receipts.mkdir()
    write_receipt(pool, a_receipt())
    assert on(pool, RUN) == LastRun(None, 0, 1)


@pytest.mark.django_db
def test_the_doctor_says_when_runs_have_stopped(tmp_path: Path) -> None:
    """A real pool on today's clock, its last run on a day that is long gone."""
    pool = a_pool(tmp_path / "pool")
    write_receipt(pool, replace(a_receipt(), made_up=False))
    write_receipt(pool, replace(a_receipt("wages"), batch=8, digest="another", made_up=False))
    [check] = [check for check in examine(pool) if check.name == "last run"]
    assert "pages show what was known on 2025-09-30" in check.faults[0]
    assert "1 received files are not" in check.faults[1]
    assert all("zhouji run --data" in fault for fault in check.faults)
