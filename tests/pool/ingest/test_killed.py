"""Killed at any moment and run again, ingest loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pool.current import current_rows
from tests.pool.ingest.files import csv_text, delivery, put, wage
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import doctor_checks, receipts, refusals
from zhouji.pool.store import connect

PINGHU = Path(__file__).parents[3] / "counties" / "pinghu"
TAKE = """
import sys
from pathlib import Path
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import load_catalogue
from zhouji.pool.ingest import take_all
pool = Pool(Path(sys.argv[1]))
take_all(pool, load_catalogue(Path(sys.argv[2])), [pool.inbox])
"""
MOMENTS = 6


def start(pool: Pool) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", TAKE, str(pool.root), str(PINGHU)], start_new_session=True
    )


def what_is_held(pool: Pool, catalogue: Catalogue) -> dict[str, Any]:
    """Receipts without the clock, every row read, every refused row."""
    found = [asdict(receipt) | {"received_at": ""} for receipt in receipts(pool)]
    con = connect(pool)
    relation = current_rows(con, pool, catalogue.datasets["wages"], date(2025, 9, 30))
    rows = sorted(relation.fetchall(), key=str)
    con.close()
    refused = [refusals(pool, receipt["batch"]).to_pylist() for receipt in found]
    return {"receipts": found, "rows": rows, "refused": refused}


@pytest.mark.kill
def test_killed_at_random_moments_and_run_again_gives_what_an_undisturbed_run_gives(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    full = Pool(tmp_path / "full")
    place = delivery(full.inbox)
    for n in range(12):
        rows = [wage(n * 200 + i) for i in range(200)] + [wage(n, month="九月")]
        put(place, f"{n:02d}.csv", csv_text(rows))
    quiet = Pool(tmp_path / "quiet")
    shutil.copytree(full.root, quiet.root)
    began = time.monotonic()
    assert start(quiet).wait() == 0
    seconds = time.monotonic() - began
    expected = what_is_held(quiet, catalogue)
    assert len(expected["rows"]) == 2400
    dice = random.Random(int(os.environ.get("ZHOUJI_SEED", "1")))
    for moment in range(MOMENTS):
        pool = Pool(tmp_path / f"killed-{moment}")
        shutil.copytree(full.root, pool.root)
        for _ in range(2):
            process = start(pool)
            # the first half is the interpreter's start; most kills belong into the work
            time.sleep(seconds * dice.uniform(0.4, 1.0))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert start(pool).wait() == 0
        assert what_is_held(pool, catalogue) == expected, json.dumps({"moment": moment})
        assert list(doctor_checks(pool, catalogue)) == []
