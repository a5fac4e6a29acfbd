"""Building a generation takes away what killed runs left, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhouji.base.data_directory import Pool
from zhouji.engine.generation import publishing


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    """A pool with two generations, of which the first is published, and a folder of somebody's."""
    pool = Pool(tmp_path)
    for name in ("000001", "000002", "2025-notes"):
        (pool.derived / name).mkdir(parents=True)
        (pool.derived / name / "kept.txt").write_text(name)
    publishing.point_at(pool, "000001")
    return pool


def there(pool: Pool) -> set[str]:
    return {path.name for path in pool.derived.iterdir() if not path.name.startswith(".")}


def test_a_generation_that_was_never_published_goes_and_a_folder_of_somebodys_stays(
    pool: Pool,
) -> None:
    publishing.start(pool)
    assert there(pool) == {"CURRENT", "000001", "2025-notes"}
    publishing.point_at(pool, "000003")
    (pool.derived / "000003").mkdir()
    publishing.prune(pool)
    assert "2025-notes" in there(pool)


def test_no_generation_goes_while_nobody_knows_which_is_published(pool: Pool) -> None:
    (pool.derived / "CURRENT").unlink()
    publishing.start(pool)
    assert there(pool) == {"000001", "000002", "2025-notes"}
    assert publishing.next_name(pool) == "000003"
