"""One small made-up county for all tests of this room: two months, without findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.once import made_once
from zhouji.base.month import Month
from zhouji.demo import make_county
from zhouji.demo.county import County
from zhouji.demo.making import first_county

CONTENT = Path(__file__).parents[2] / "counties" / "pinghu"
PERIODS = ("2025-09", "2025-10")


@dataclass(frozen=True)
class Made:
    """Where a county was made, and what its truth says."""

    folder: Path

    def truth(self, name: str, period: str | None = None) -> pl.DataFrame:
        folder = self.folder / "truth"
        return pl.read_parquet((folder / period if period else folder) / f"{name}.parquet")

    def raw(self, period: str) -> Path:
        return self.folder / "raw" / period


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(made_once(tmp_path_factory, "county-of-6000", _make))


def _make(folder: Path) -> None:
    make_county(folder, people=6_000, seed=7, months=2, content=CONTENT, leads=False)


@pytest.fixture(scope="session")
def twenty_thousand() -> County:
    return first_county(3, Month(2025, 9), 20_000, CONTENT)
