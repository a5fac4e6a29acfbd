"""What a run says of its inbox: taken, refused, left, and what is no delivery."""

from __future__ import annotations

import os

import pytest

from tests.pipeline.conftest import MakePool
from tests.pool.ingest.files import csv_text, put, wage
from zhouji.pipeline.run import run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_run_names_what_it_left_and_does_the_rest(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    place = pool.inbox / "2025-09"
    for name in ("~$工资.xlsx", "Thumbs.db"):
        put(place, name, "x")
    os.mkfifo(place / "D02" / "pipe.csv")
    put(place, "广告.pdf", "x")
    with (place / "D02" / "late.csv").open("w") as copying:
        copying.write(csv_text([wage(1)]))
        copying.flush()
        report = run(pool)
    assert (report.files, report.files_refused, report.files_left) == (49, 1, 4)
    told = {line.partition(" ")[0]: line for line in report.held}
    refused, copied = told["2025-09/D02/广告.pdf"], told["2025-09/D02/late.csv:"]
    no_deliveries = told["left"]
    assert refused.startswith("2025-09/D02/广告.pdf was refused whole: not a kind of file")
    assert copied.startswith("2025-09/D02/late.csv: the file is still being copied")
    for name in ("~$工资.xlsx", "Thumbs.db", "pipe.csv"):
        assert f"2025-09/D02/{name}" in no_deliveries
    again = run(pool)
    assert (again.files, again.files_left) == (1, 3)
