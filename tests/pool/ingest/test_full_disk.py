"""On a full disk nothing counts half; with room again the next run does the rest."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pool.ingest.files import csv_text, delivery, put, wage
from tests.pool.ingest.surroundings import PINGHU, TAKE, a_disk_of, fill
from zhouji.base.data_directory import Pool
from zhouji.base.disk import DiskFullError, is_disk_full
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import Receipt, doctor_checks, receipts, refused_files, take_all

FILES, ROWS = 4, 300


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Pool]:
    """A pool on a disk of four megabytes, with files waiting beside it."""
    with a_disk_of(4, tmp_path / "disk") as disk:
        (disk / "pool").mkdir()
        yield Pool(disk / "pool")


def deliveries(folder: Path) -> Path:
    place = delivery(folder)
    for n in range(FILES):
        rows = [wage(n * ROWS + i) for i in range(ROWS)]
        put(place, f"{n}.csv", csv_text([*rows, wage(n, month="x")]))
    return place


@pytest.mark.parametrize("left", [0, 98_304, 262_144])
def test_a_full_disk_is_told_once_and_heals(
    small: Pool, catalogue: Catalogue, tmp_path: Path, left: int
) -> None:
    place = deliveries(tmp_path / "raw")
    ballast = fill(small.root.parent, left)
    with pytest.raises(DiskFullError, match=r"^the disk is full") as told:
        take_all(small, catalogue, [place])
    assert "\n" not in str(told.value)
    assert refused_files(small) == []
    assert all(receipt.accepted == ROWS for receipt in receipts(small))
    ballast.unlink()
    found = take_all(small, catalogue, [place])
    assert [one.accepted for one in found if isinstance(one, Receipt)] == [ROWS] * FILES
    assert list(doctor_checks(small, catalogue)) == []
    assert not [path for path in (small.root / "tmp").iterdir() if path.is_file()]


def test_a_full_inbox_is_emptied_all_the_same(
    small: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    pool = Pool(tmp_path / "pool")
    pool.root.mkdir()
    pool.inbox.symlink_to(small.root)
    deliveries(pool.inbox)
    fill(small.root.parent, 0)
    assert len(take_all(pool, catalogue, [pool.inbox])) == FILES
    assert not list(pool.inbox.rglob("*.csv"))


@pytest.mark.parametrize("most", [1_000, 12_000])
def test_a_limit_on_the_size_of_files_is_a_full_disk_too(
    pool: Pool, catalogue: Catalogue, most: int
) -> None:
    deliveries(pool.inbox)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [sys.executable, "-B", "-c", TAKE, str(pool.root), str(PINGHU)],
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "DiskFullError: the disk is full" in done.stderr
    assert refused_files(pool) == []
    assert len(take_all(pool, catalogue, [pool.inbox])) == FILES
    assert list(doctor_checks(pool, catalogue)) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_known_by_its_number_anywhere_in_the_chain(code: int) -> None:
    try:
        try:
            raise OSError(code, os.strerror(code))
        except OSError as fault:
            raise RuntimeError("the table could not be written") from fault
    except RuntimeError as fault:
        assert is_disk_full(fault)
    assert not is_disk_full(OSError(errno.EACCES, "no"))
