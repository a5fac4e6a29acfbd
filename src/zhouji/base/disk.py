"""A full disk: known by whatever a library says of it, told in one line."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from zhouji.base.errors import ZhoujiError

_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Delta and DuckDB tell the system's error in words alone, SQLite has names of its own.
_WORDS = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large (os error 27)",
    "database or disk is full",
)
_SQLITE = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")


class DiskFullError(ZhoujiError):
    """The disk takes no more; nothing that was half written counts."""

    def __init__(self) -> None:
        super().__init__(
            "the disk is full; nothing half-written counts, and what was finished stays. "
            "Next: make room and call again"
        )


def is_disk_full(fault: BaseException) -> bool:
    """Whether a full disk, quota or limit on files is what an error comes from."""
    seen: list[BaseException] = []
    cause: BaseException | None = fault
    while cause is not None and cause not in seen:
        if _says_full(cause):
            return True
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    return False


def _says_full(fault: BaseException) -> bool:
    return (
        isinstance(fault, DiskFullError)
        or (isinstance(fault, OSError) and fault.errno in _NUMBERS)
        or getattr(fault, "sqlite_errorname", "") in _SQLITE
        or any(word in str(fault) for word in _WORDS)
    )


@contextmanager
def telling_full_disk() -> Iterator[None]:
    """Turn what comes from a full disk into a DiskFullError; leave the rest as it is."""
    try:
        yield
    except Exception as fault:
        if is_disk_full(fault):
            raise DiskFullError from fault
        raise
