"""A pool's content: what its files say as one digest, every state of it kept by that digest.

`content/` is what readers read and people may edit. `contents/<digest>/` keeps each state that was
ever put there or ran; nothing in it is changed or deleted.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from zhouji.base.data_directory import Pool

SETTLED = 2_000_000_000  # ns after which a later write cannot bear the same time of change
TRIES, MOMENT = 20, 0.01
FRESH = ".content.new-"
FOLDER_MODE, ARCHIVED_MODE = 0o755, 0o444
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h

Look = tuple[tuple[str, int, int, int, int], ...]


def content_digest(folder: Path) -> str:
    """One digest of all files of a content folder, by their bytes; quick while none changes.

    Raises:
        FileNotFoundError: the folder is not there.
    """
    for _ in range(TRIES):
        try:
            return _digest(folder)
        except FileNotFoundError:  # taken away while it was looked at
            if not folder.is_dir() and not any(folder.parent.glob(f"{FRESH}*")):
                raise
            time.sleep(MOMENT)
    raise BlockingIOError(f"{folder} changes while it is read; try again when it rests")


def _digest(folder: Path) -> str:
    look = look_of(folder)
    changed = max((max(file[2:4]) for file in look), default=0)
    if changed > time.time_ns() - SETTLED:
        return _read(folder, look)
    return _kept(folder, look)


def look_of(folder: Path) -> Look:
    """Path, size, times of change and inode of every file below a folder, without reading any."""
    found = []
    waiting = [("", folder.as_posix())]
    while waiting:
        place, path = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append((f"{place}{entry.name}/", entry.path))
                elif entry.is_file():
                    at = entry.stat()
                    name = f"{place}{entry.name}"
                    found.append((name, at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino))
    return tuple(sorted(found, key=lambda file: file[0].split("/")))


def _read(folder: Path, look: Look) -> str:
    digest = hashlib.sha256()
    for name, *_ in look:
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0")
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


_kept = lru_cache(maxsize=64)(_read)


def archived_content(pool: Pool, digest: str) -> Path | None:
    """The folder that keeps the content of that digest; None where it is not kept whole."""
    folder = pool.contents / digest
    return folder if folder.is_dir() and content_digest(folder) == digest else None


def archive_content(pool: Pool) -> str:
    """Keep the pool's present content by its digest, unless it is kept; gives the digest.

    What is loaded from `archived_content(pool, digest)` is all of one state, whoever changes
    `content/` meanwhile.
    """
    digest = content_digest(pool.content)
    if archived_content(pool, digest):
        return digest
    with _changing(pool):
        return _archive(pool, pool.content)


def replace_content(pool: Pool, source: Path) -> str | None:
    """Put a copy of `source` in the place of the pool's content, for readers at one moment.

    What was there is kept by its digest, which is given; None where nothing was there or it was
    the same.
    """
    with _changing(pool):
        if not pool.content.is_dir():
            pool.root.mkdir(parents=True, exist_ok=True)
            with _copied(source, pool.root) as fresh:
                _archive(pool, fresh)
                fresh.rename(pool.content)
            return None
        before = _archive(pool, pool.content)
        if before == content_digest(source):
            return None
        with _copied(source, pool.root) as fresh:
            _archive(pool, fresh)
            _exchange(fresh, pool.content)
            return _archive(pool, fresh)


def _archive(pool: Pool, folder: Path) -> str:
    for _ in range(TRIES):
        digest = content_digest(folder)
        if archived_content(pool, digest):
            return digest
        pool.contents.mkdir(parents=True, exist_ok=True)
        with _copied(folder, pool.contents) as fresh:
            digest = content_digest(fresh)
            if digest == content_digest(folder):
                _settle(fresh, pool.contents / digest)
                return digest
    raise BlockingIOError(f"{folder} changes while it is read; try again when it rests")


def _settle(fresh: Path, place: Path) -> None:
    """Give a finished copy its name; what stands there altered is moved aside, never deleted."""
    for file in (file for file in fresh.rglob("*") if file.is_file()):
        file.chmod(ARCHIVED_MODE)
    if place.is_dir() and content_digest(place) != place.name:
        place.rename(f"{place}.altered-{time.time_ns()}")
    fresh.rename(place)
    _sync(place.parent)


@contextmanager
def _copied(source: Path, beside: Path) -> Iterator[Path]:
    """A copy on the disk in a new folder, which goes away unless it was moved."""
    fresh = Path(tempfile.mkdtemp(prefix=FRESH, dir=beside))
    try:
        shutil.copytree(source, fresh, dirs_exist_ok=True, copy_function=shutil.copyfile)
        for path in (fresh, *fresh.rglob("*")):
            if path.is_dir():
                path.chmod(FOLDER_MODE)
            _sync(path)
        yield fresh
    finally:
        if fresh.exists():
            shutil.rmtree(fresh)
        _sync(beside)


@contextmanager
def _changing(pool: Pool) -> Iterator[None]:
    """One process at a time changes a pool's content."""
    pool.contents.mkdir(parents=True, exist_ok=True)
    with (pool.contents / ".lock").open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for folder in (pool.root, pool.contents):
            for left in folder.glob(f"{FRESH}*"):
                shutil.rmtree(left)
        yield


def _exchange(fresh: Path, place: Path) -> None:
    """Swap two folders at one moment; by two renames where the file system knows no swap."""
    libc = ctypes.CDLL(None, use_errno=True)
    if swap := getattr(libc, "renameat2", None):
        one, other = os.fsencode(fresh), os.fsencode(place)
        if swap(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE) == 0:
            return
    aside = fresh.with_name(f"{fresh.name}.old")
    place.rename(aside)
    fresh.rename(place)
    aside.rename(fresh)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
