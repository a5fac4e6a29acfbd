"""A pool's content has one digest, is kept by it, and is never away while it is replaced."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from zhouji.base import content_archive
from zhouji.base.content_archive import (
    archive_content,
    archived_content,
    content_digest,
    replace_content,
)
from zhouji.base.data_directory import Pool


def a_content(folder: Path, threshold: str = "100", files: int = 1) -> Path:
    """A folder as content is: files in folders."""
    (folder / "policies").mkdir(parents=True, exist_ok=True)
    for number in range(files):
        (folder / "policies" / f"{number}.yaml").write_text(f"limit: {threshold}\n")
    return folder


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    pool = Pool(tmp_path / "pool")
    replace_content(pool, a_content(tmp_path / "first"))
    return pool


def test_a_digest_is_of_names_and_bytes_not_of_times(tmp_path: Path) -> None:
    one, other = a_content(tmp_path / "one"), a_content(tmp_path / "other")
    os.utime(other / "policies" / "0.yaml", (1, 1))
    assert content_digest(one) == content_digest(other)
    (other / "policies" / "0.yaml").rename(other / "policies" / "1.yaml")
    assert content_digest(one) != content_digest(other)


def test_an_edit_in_place_is_seen_though_the_time_of_change_is_put_back(pool: Pool) -> None:
    file = pool.content / "policies" / "0.yaml"
    before, times = content_digest(pool.content), file.stat()
    with file.open("r+") as handle:
        handle.write("limit: 999\n")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert content_digest(pool.content) != before


def test_edits_within_one_tick_of_the_clock_are_all_seen(pool: Pool) -> None:
    file = pool.content / "policies" / "0.yaml"
    seen = set()
    for number in range(100, 300):
        with file.open("r+") as handle:
            handle.write(f"limit: {number}\n")
        seen.add(content_digest(pool.content))
    assert len(seen) == 200


def test_every_content_that_was_put_there_is_kept(pool: Pool, tmp_path: Path) -> None:
    first = content_digest(pool.content)
    assert replace_content(pool, a_content(tmp_path / "second", "200")) == first
    kept = archived_content(pool, first)
    assert kept is not None
    assert (kept / "policies" / "0.yaml").read_text() == "limit: 100\n"
    assert archived_content(pool, content_digest(pool.content)) is not None


def test_an_edit_by_hand_is_kept_when_the_content_is_replaced(pool: Pool, tmp_path: Path) -> None:
    (pool.content / "policies" / "mine.yaml").write_text("by: hand\n")
    edited = content_digest(pool.content)
    assert replace_content(pool, tmp_path / "first") == edited
    kept = archived_content(pool, edited)
    assert kept is not None
    assert (kept / "policies" / "mine.yaml").read_text() == "by: hand\n"
    assert not (pool.content / "policies" / "mine.yaml").exists()


def test_an_edit_by_hand_changes_nothing_that_is_kept(pool: Pool) -> None:
    digest = archive_content(pool)
    (pool.content / "policies" / "0.yaml").write_text("limit: 5\n")
    assert archived_content(pool, digest) is not None
    assert archive_content(pool) != digest


def test_the_same_content_again_replaces_nothing(pool: Pool, tmp_path: Path) -> None:
    before = (pool.content / "policies" / "0.yaml").stat().st_ino
    assert replace_content(pool, tmp_path / "first") is None
    assert (pool.content / "policies" / "0.yaml").stat().st_ino == before


def test_a_kept_content_that_was_altered_is_not_given_out(pool: Pool) -> None:
    digest = archive_content(pool)
    file = pool.contents / digest / "policies" / "0.yaml"
    file.chmod(0o644)
    file.write_text("limit: 1\n")
    assert archived_content(pool, digest) is None
    assert archive_content(pool) == digest
    assert archived_content(pool, digest) is not None
    (altered,) = pool.contents.glob("*.altered-*")
    assert (altered / "policies" / "0.yaml").read_text() == "limit: 1\n"


def test_what_a_killed_command_left_goes_and_nothing_else(pool: Pool, tmp_path: Path) -> None:
    left = pool.root / f"{content_archive.FRESH}abc"
    shutil.copytree(pool.content, left)
    (pool.root / "notes").mkdir()
    replace_content(pool, a_content(tmp_path / "second", "200"))
    assert not left.exists()
    assert (pool.root / "notes").is_dir()


def test_a_reader_always_finds_the_content_while_it_is_replaced(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "pool")
    contents = [a_content(tmp_path / word, word, files=20) for word in ("one", "two")]
    replace_content(pool, contents[0])
    known = {content_digest(content) for content in contents}
    stop, absent = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            if not (pool.content / "policies" / "0.yaml").is_file():
                absent.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        replace_content(pool, contents[(turn + 1) % 2])
    stop.set()
    reader.join()
    assert not absent
    assert {path.name for path in pool.contents.iterdir() if path.is_dir()} == known
