"""Lists what waits to be taken in: every file of a folder, and why some entries are none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.pool.ingest.arrival import DELIVERY
from zhouji.pool.ingest.reasons import Reason, of_file
from zhouji.pool.ingest.removing import ASIDE, put_back
from zhouji.pool.ingest.resting import Look

# What office programs, systems and copying programs leave; hidden files are their own pattern.
_LEFTOVERS = (
    ".*", "~$*", "*~", "~*.tmp", "thumbs.db", "desktop.ini", "*.part", "*.partial", "*.filepart",
    "*.crdownload", "*.download", "*.tmp", "*.swp", "*.lock",
)  # fmt: skip
_SYSTEM_FOLDERS = (".*", "@eadir", "#recycle", "$recycle.bin", "system volume information",
                   "__macosx", "lost+found")  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """Something that waits: how it looked when it was listed, or why it isn't taken."""

    path: Path
    look: Look | None = None
    reason: Reason | None = None


def waiting(pool: Pool, paths: Iterable[Path]) -> list[Entry]:
    """Files named and files in folders named, in the order given; delivery.json is no file of it.

    A path that is named may be a link; below a folder links are not followed.
    """
    return [entry for path in paths for entry in _named(pool, path)]


def _named(pool: Pool, path: Path) -> Iterator[Entry]:
    try:
        place = path.resolve()
        mode = place.stat().st_mode
    except FileNotFoundError:
        yield Entry(path, reason=of_file("gone"))
    except (OSError, RuntimeError) as fault:  # RuntimeError: a link that leads to itself
        yield Entry(path, reason=unreadable(fault))
    else:
        yield from _below(pool, place) if stat.S_ISDIR(mode) else _file(place)


def _below(pool: Pool, folder: Path) -> list[Entry]:
    """What lies in a folder and the folders in it, by path."""
    found: list[Entry] = []
    try:
        inside = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError as fault:
        return [Entry(folder, reason=unreadable(fault))]
    for one in inside:
        path = Path(one.path)
        if one.name.startswith(ASIDE) and (back := put_back(pool, path)) is not None:
            path = back
        if path.is_symlink():
            found.append(Entry(path, reason=of_file("link")))
        elif not one.is_dir(follow_symlinks=False):
            found.extend(_file(path))
        elif _is_one_of(_SYSTEM_FOLDERS, one.name):
            found.append(Entry(path, reason=of_file("leftover")))
        else:
            found.extend(_below(pool, path))
    return found


def _file(path: Path) -> Iterator[Entry]:
    if path.name == DELIVERY:
        return
    if _is_one_of(_LEFTOVERS, path.name):
        yield Entry(path, reason=of_file("leftover"))
        return
    try:
        found = path.lstat()
    except FileNotFoundError:
        yield Entry(path, reason=of_file("gone"))
    except OSError as fault:
        yield Entry(path, reason=unreadable(fault))
    else:
        regular = stat.S_ISREG(found.st_mode)
        yield Entry(path, Look.of(found), None if regular else of_file("not_a_file"))


def _is_one_of(patterns: Iterable[str], name: str) -> bool:
    return any(fnmatchcase(name.casefold(), pattern) for pattern in patterns)


def unreadable(fault: OSError | RuntimeError) -> Reason:
    """Why the system doesn't let a file be read, in the system's words without the path."""
    detail = (isinstance(fault, OSError) and fault.strerror) or type(fault).__name__
    return of_file("unreadable", detail=detail)
