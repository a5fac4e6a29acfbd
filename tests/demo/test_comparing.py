"""The product, fed with the made-up files, finds what is true; differences are explained."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.demo.conftest import CONTENT
from tests.once import made_once

pytestmark = pytest.mark.slow


def zhouji(*command: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "zhouji.cli", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A pool after its first run, and the truth of its county."""
    folder = made_once(tmp_path_factory, "county-of-1500-and-its-pool", _make)
    return folder / "data", folder / "county" / "truth"


def _make(folder: Path) -> None:
    data, county = folder / "data", folder / "county"
    zhouji("county", "make", str(county), "--people", "1500", "--content", str(CONTENT), "--json")
    zhouji("init", "--data", str(data), "--content", str(CONTENT))
    shutil.copytree(county / "raw", data / "inbox", dirs_exist_ok=True)
    zhouji("run", "--data", str(data), "--full", "--json")


def test_clean_households_are_found_and_no_row_goes_astray(compared: tuple[Path, Path]) -> None:
    data, truth = compared
    said = json.loads(
        zhouji("county", "compare", "--data", str(data), "--truth", str(truth), "--json")
    )
    assert said["holds"] is True
    assert said["recall"] >= 0.98
    assert said["precision"] >= 0.98
    assert said["wrong_link_share"] <= 0.0005
    assert said["unexplained"] == 0
    assert said["rows_taken"] == said["rows_written"]
    assert all(row["faults"] for row in said["differences"])


def test_a_finding_the_product_lacks_is_told_as_missed_and_fails(
    compared: tuple[Path, Path], tmp_path: Path
) -> None:
    data, truth = compared
    told = tmp_path / "truth"
    shutil.copytree(truth, told)
    path = told / "2025-09" / "leads.parquet"
    leads = pl.read_parquet(path)
    faulty = pl.read_parquet(told / "2025-09" / "faults.parquet")["hukou_no"].drop_nulls()
    homes = pl.read_parquet(told / "households.parquet")["hukou_no"]
    sound = next(home for home in homes if home not in set(faulty) | set(leads["hukou_no"]))
    invented = leads.head(1).with_columns(hukou_no=pl.lit(sound), policy=pl.lit("X2-01"))
    pl.concat([leads, invented]).write_parquet(path)
    command = ("county", "compare", "--data", str(data), "--truth", str(told), "--json")
    said = json.loads(zhouji(*command, status=1))
    assert said["unexplained"] == 1
    assert said["differences"][0]["what"] == "missed"
    assert said["differences"][0]["hukou_no"] == sound
