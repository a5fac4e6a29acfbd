"""The engines of the bench that need no more packages agree cell by cell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import child, tables
from bench.peers.shape import AMOUNTS, CONDITIONS, NAMES, Normal

HOUSEHOLDS = 700


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tables")
    tables.make(place, HOUSEHOLDS)
    return place


def results(name: str, folder: Path) -> Normal:
    engine = child.ENGINES[name](folder, None)
    return engine.normal(engine.compute(engine.read()))


@pytest.mark.parametrize("other", ["ours-duckdb", "ours-reference", "polars", "row-loop"])
def test_an_engine_gives_what_ours_gives(other: str, folder: Path) -> None:
    mine, theirs = results("ours", folder), results(other, folder)
    differ = [n for n in (*NAMES, *AMOUNTS) if not np.array_equal(mine[n], theirs[n])]
    assert not differ


def test_the_bench_meets_yes_no_and_unknown(folder: Path) -> None:
    found = results("ours", folder)
    assert sum(len(names) for names in CONDITIONS.values()) == 71
    assert set(np.unique(np.concatenate([found[name] for name in NAMES]))) == {-1, 0, 1}
    granted = [name for name in AMOUNTS if found[name].any()]
    assert len(granted) >= 9  # a few are rare among so few households
