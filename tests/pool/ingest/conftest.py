"""What the tests of ingest share: an empty pool and Pinghu's catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue, load_catalogue
from zhouji.pool.ingest.parsing import Job, Parsed, parse

PINGHU = Path(__file__).parents[3] / "counties" / "pinghu"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(PINGHU)


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    return Pool(tmp_path / "pool")


@pytest.fixture
def read(tmp_path: Path, catalogue: Catalogue) -> Callable[..., Parsed]:
    """Reads content as a file of a department, without limits and without a pool."""

    def go(content: bytes | str, suffix: str = ".csv", department: str = "D02") -> Parsed:
        path = tmp_path / f"file{suffix}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return parse(catalogue, Job(path, path.name, suffix, department, "2025-09", "d" * 64))

    return go
