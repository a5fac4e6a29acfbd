"""Writes a result where it was asked for: a new file, or one that such a command wrote before."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zhouji.base.errors import ZhoujiError

if TYPE_CHECKING:
    import pyarrow as pa

MARK = b"zhouji.written_by"


class CannotWriteError(ZhoujiError):
    """A result cannot stand at the place that was asked for."""


def refuse_unfit(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Make sure that a result may stand there, before anything is worked out.

    Raises:
        CannotWriteError: it is an input under any name, a link, a folder, a device, somebody
            else's file, or there is no folder to write into.
    """
    if not path.parent.is_dir():
        raise _refused(path, f"{path.parent} is no folder", "make it first")
    if path.name in ("", "..") or path.is_dir():
        raise _refused(path, "it is a folder", "name a file in it")
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    except OSError as fault:
        raise _refused(path, str(fault.strerror), "name another file") from fault
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, "it is a link, a device or the like", "name a plain file")
    for given in inputs:
        if given.exists() and os.path.samestat(found, given.stat()):
            raise _refused(path, f"it is {given}, which is read", "name another file")
    if not _is_own(path):
        raise _refused(path, "it was not written by zhouji", "name another file, or move it away")


def write_own(path: Path, table: pa.Table, by: str, inputs: Iterable[Path] = ()) -> None:
    """Write a table whole or not at all, marked as this command's own.

    Raises:
        CannotWriteError: as `refuse_unfit`, or the disk does not take it.
    """
    import pyarrow.parquet as pq

    marked = table.replace_schema_metadata({**(table.schema.metadata or {}), MARK: by.encode()})
    try:
        with _beside(path) as fresh:
            pq.write_table(marked, fresh)
            refuse_unfit(path, inputs)
            _settle(fresh, path)
    except OSError as fault:
        raise _refused(path, str(fault.strerror or fault), "see to the disk or folder") from fault


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        fresh.touch(exist_ok=False)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _settle(fresh: Path, path: Path) -> None:
    """Give the finished file its name; a file that came there meanwhile is not overwritten."""
    if path.exists():
        fresh.replace(path)
        return
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        fresh.replace(path)


def _is_own(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return MARK in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def _refused(path: Path, why: str, mend: str) -> CannotWriteError:
    return CannotWriteError(f"{path} cannot be written: {why}. Mend: {mend}. It was left as it is")
