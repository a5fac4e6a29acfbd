"""Only what has rested is taken, and only what was taken is deleted."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from tests.pool.ingest.files import csv_text, delivery, put, wage
from tests.pool.ingest.surroundings import take_as_an_ordinary_user
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import Left, Receipt, incoming, receipts, refused_files, take_all, taking
from zhouji.pool.ingest.removing import ASIDE
from zhouji.pool.ingest.resting import REST

WHOLE = csv_text([wage(n) for n in range(50)])


@pytest.fixture
def path(pool: Pool) -> Path:
    return put(delivery(pool.inbox), "w.csv", WHOLE)


def test_a_file_that_somebody_writes_is_left_for_the_next_run(
    pool: Pool, catalogue: Catalogue, path: Path
) -> None:
    half = len(WHOLE) // 2
    with path.open("w") as copying:
        copying.write(WHOLE[:half])
        copying.flush()
        put(path.parents[1], "other.csv", csv_text([wage(99)]))
        other, left = sorted(take_all(pool, catalogue, [pool.inbox]), key=lambda one: one.file)
        assert isinstance(left, Left)
        assert left.reason == "still_copied"
        assert "still being copied" in left.reason_en
        assert isinstance(other, Receipt)
        copying.write(WHOLE[half:])
    (whole,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(whole, Receipt)
    assert whole.accepted == 50
    assert refused_files(pool) == []


def test_a_file_copied_in_just_now_is_taken_at_once(
    pool: Pool, catalogue: Catalogue, path: Path
) -> None:
    began = time.monotonic()
    os.utime(path)
    (found,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(found, Receipt)
    assert not path.exists()
    assert time.monotonic() - began < 30  # a guard against waiting for minutes, no measure


def test_a_file_that_grows_while_it_is_read_is_left(
    pool: Pool, catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = incoming.keep

    def grow_before_it_is_kept(*given: object) -> Path:
        with path.open("a") as more:
            more.write(csv_text([wage(77)]).partition("\n")[2])
        return keep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(incoming, "keep", grow_before_it_is_kept)
    (left,) = take_all(pool, catalogue, [pool.inbox])
    assert left.reason == "still_copied"
    assert not list((pool.root / "received").rglob("*/*"))
    monkeypatch.undo()
    (whole,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(whole, Receipt)
    assert whole.accepted == 51


def test_a_file_from_the_future_is_left_and_told(
    pool: Pool, catalogue: Catalogue, path: Path
) -> None:
    ahead = time.time() + 3_600
    os.utime(path, (ahead, ahead))
    (left,) = take_all(pool, catalogue, [pool.inbox])
    assert left.reason == "from_the_future"
    assert path.exists()
    os.utime(path)
    assert isinstance(take_all(pool, catalogue, [pool.inbox])[0], Receipt)


def test_where_nobody_tells_who_writes_a_file_has_to_rest(pool: Pool, path: Path) -> None:
    """A file of somebody else's gives its user no lease; so its age decides."""
    os.chown(path, 65_534, 65_534)
    began = time.monotonic()
    found = take_as_an_ordinary_user(pool)
    assert [one["kind"] for one in found][:1] == ["Receipt"]
    assert time.monotonic() - began > REST


def after_reading(monkeypatch: pytest.MonkeyPatch, disturb: object) -> None:
    """Have something happen between a file's receipt and its removal."""
    remove = taking.remove_from_inbox

    def disturbed(pool: Pool, path: Path, digest: str) -> object:
        disturb(path)  # type: ignore[operator]
        return remove(pool, path, digest)

    monkeypatch.setattr(taking, "remove_from_inbox", disturbed)


def replace(path: Path) -> None:
    fresh = path.with_name("fresh")
    fresh.write_text(csv_text([wage(500)]))
    fresh.rename(path)


def append(path: Path) -> None:
    with path.open("a") as more:
        more.write(csv_text([wage(501)]).partition("\n")[2])


def rewrite_at_the_same_time(path: Path) -> None:
    before = path.stat()
    path.write_text(WHOLE.replace("平湖某公司", "平湖他公司"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("disturb", [replace, append, rewrite_at_the_same_time])
def test_what_was_not_read_is_never_deleted(
    pool: Pool, catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch, disturb: object
) -> None:
    after_reading(monkeypatch, disturb)
    first, left = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(first, Receipt)
    assert left.reason == "changed_after"
    assert path.exists()
    monkeypatch.undo()
    (second,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(second, Receipt)
    assert second.batch != first.batch
    assert not path.exists()


def test_a_file_opened_for_writing_after_it_was_read_stays(
    pool: Pool, catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    after_reading(monkeypatch, lambda path: opened.append(path.open("a")))
    _, left = take_all(pool, catalogue, [pool.inbox])
    assert left.reason == "changed_after"
    monkeypatch.undo()
    with opened[0] as writing:
        writing.write(csv_text([wage(502)]).partition("\n")[2])
    (second,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(second, Receipt)
    assert second.accepted == 51


def test_a_file_that_is_gone_before_it_is_deleted_is_no_fault(
    pool: Pool, catalogue: Catalogue, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_reading(monkeypatch, Path.unlink)
    (only,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(only, Receipt)


def test_what_a_killed_run_had_set_aside_is_put_back_under_its_name(
    pool: Pool, catalogue: Catalogue, path: Path
) -> None:
    path.rename(path.with_name(f"{ASIDE}0123abcd-w.csv"))
    (found,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(found, Receipt)
    assert found.file == "2025-09/D02/w.csv"
    assert not list(path.parent.iterdir())


def test_what_a_killed_run_had_set_aside_never_overwrites_a_new_file(
    pool: Pool, catalogue: Catalogue, path: Path
) -> None:
    put(path.parents[1], f"{ASIDE}0123abcd-w.csv", csv_text([wage(9)]))
    found = take_all(pool, catalogue, [pool.inbox])
    assert sorted(one.accepted for one in found if isinstance(one, Receipt)) == [1, 50]
    assert len(receipts(pool)) == 2
    assert not list(path.parent.iterdir())


def test_files_copied_while_runs_go_lose_no_row(pool: Pool, catalogue: Catalogue) -> None:
    folder = put(delivery(pool.inbox), "0.csv", csv_text([wage(0)])).parent
    copied_half, run_ended = threading.Semaphore(0), threading.Semaphore(0)

    def copy_with_a_run_in_the_middle() -> None:
        for n in range(1, 6):
            lines = csv_text([wage(n * 40 + i) for i in range(40)]).splitlines(keepends=True)
            with (folder / f"{n}.csv").open("w") as copying:
                copying.writelines(lines[:20])
                copying.flush()
                copied_half.release()
                run_ended.acquire()
                copying.writelines(lines[20:])

    copier = threading.Thread(target=copy_with_a_run_in_the_middle)
    copier.start()
    for _ in range(5):
        copied_half.acquire()
        take_all(pool, catalogue, [pool.inbox])
        run_ended.release()
    copier.join()
    take_all(pool, catalogue, [pool.inbox])
    assert sorted(receipt.rows_in for receipt in receipts(pool)) == [1, 40, 40, 40, 40, 40]
    assert not list(pool.inbox.rglob("*.csv"))
