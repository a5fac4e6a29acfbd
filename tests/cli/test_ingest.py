"""`zhouji ingest` takes files in and says what it refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.pool.ingest.files import WAGES, csv_text, delivery, put, wage
from zhouji.base.data_directory import Pool
from zhouji.cli.main import app

PINGHU = Path(__file__).parents[2] / "counties" / "pinghu"


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    pool = Pool(tmp_path / "pool")
    shutil.copytree(PINGHU, pool.content)
    pool.settings.write_text('county = "pinghu"\n', encoding="utf-8")
    return pool


def test_receipts_and_refusals_come_as_json(pool: Pool, tmp_path: Path) -> None:
    place = delivery(tmp_path)
    put(place, "a.csv", csv_text([wage(1), wage(2, month="x")]))
    put(place, "b.csv", csv_text([wage(1)], [*WAGES[:4], "手机号"]))
    words = ["ingest", "--data", str(pool.root), "--json", str(place)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert [one["kind"] for one in said] == ["receipt", "refusal"]
    assert (said[0]["accepted"], said[0]["refused"]) == (1, 1)
    assert said[1]["reason"] == "unknown_headers"


def test_people_read_counts_and_the_mend(pool: Pool, tmp_path: Path) -> None:
    good = put(delivery(tmp_path), "a.csv", csv_text([wage(1)]))
    done = CliRunner().invoke(app, ["ingest", "--data", str(pool.root), str(good)])
    assert done.exit_code == 0
    assert "rows accepted" in done.stdout


def test_a_path_that_is_not_there_changes_nothing(pool: Pool, tmp_path: Path) -> None:
    words = ["ingest", "--data", str(pool.root), str(tmp_path / "none.csv")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "nothing was taken in" in done.output
    assert not pool.receipts.exists()
