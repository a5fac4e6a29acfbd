"""Takes a file out of the inbox once its rows are kept, and never anything that was not read.

The file is renamed aside, looked at, and only then deleted: so a file that takes its name in the
meantime stays, and one that was written to after it was read goes back under its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.reasons import Reason, of_file
from zhouji.pool.ingest.resting import is_being_written, open_file
from zhouji.pool.store import writing

ASIDE = ".zhouji-taken-"
_TOKEN = 4  # bytes
_LONGEST = 255  # bytes of a name


def remove_from_inbox(pool: Pool, path: Path, digest: str) -> Reason | None:
    """Delete a file of the inbox that holds what was read; the reason where it stays."""
    if not path.is_relative_to(pool.inbox.resolve()):
        return None
    with writing(pool):
        aside = _name_aside(path)
        try:
            path.rename(aside)
        except FileNotFoundError:
            return None
        except OSError as fault:
            return of_file("not_removed", detail=fault.strerror)
        if not _holds(aside, digest):
            _back(aside)
            return of_file("changed_after")
        try:
            aside.unlink()
        except OSError as fault:
            _back(aside)
            return of_file("not_removed", detail=fault.strerror)
    return None


def put_back(pool: Pool, aside: Path) -> Path | None:
    """Give a file that a killed run had set aside its name again; None where it is gone.

    The lock makes sure that no other run is looking at it.
    """
    with writing(pool), contextlib.suppress(OSError):
        return _back(aside)
    return None


def _name_aside(path: Path) -> Path:
    start = f"{ASIDE}{secrets.token_hex(_TOKEN)}-"
    name, suffix = os.fsencode(path.stem), os.fsencode(path.suffix)
    room = max(0, _LONGEST - len(start) - len(suffix))
    return path.with_name(start + os.fsdecode(name[:room]) + path.suffix)


def _back(aside: Path) -> Path:
    name = aside.name[len(ASIDE) + 2 * _TOKEN + 1 :]
    target = aside.with_name(name)
    if os.path.lexists(target):
        target = aside.with_name(f"{aside.name[len(ASIDE) : len(ASIDE) + 2 * _TOKEN]}-{name}")
    try:
        os.link(aside, target, follow_symlinks=False)
    except FileExistsError:
        return _back(aside)
    except OSError:  # a file system without hard links, or a folder
        return aside.rename(target)
    aside.unlink()
    return target


def _holds(path: Path, digest: str) -> bool:
    """Whether a file that nobody writes holds exactly these bytes."""
    try:
        with open_file(path) as handle:
            same = hashlib.file_digest(handle, "sha256").hexdigest() == digest
            return same and not is_being_written(handle)
    except (OSError, WholeFileRefused):
        return False
