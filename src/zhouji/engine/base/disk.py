"""A full disk: known by whatever a library says of it, told in one line."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from zhouji.engine.base.errors import ZhoujiError

_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Delta, DuckDB and SQLite tell the system's error in words alone.
_WORDS = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large (os error 27)",
    "database or disk is full",
)


class DiskFullError(ZhoujiError):
    """The disk takes no more; nothing that was half written counts."""

    def __init__(self) -> None:
        super().__init__(
            "the disk is full; nothing half-written counts, and what was finished stays. "
            "Next: make room and call again"
        )


def is_disk_full(fault: BaseException) -> bool:
    """Whether a full disk, quota or limit on files is what an error comes from."""
    seen: set[int] = set()
    cause: BaseException | None = fault
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, OSError) and cause.errno in _NUMBERS:
            return True
        if isinstance(cause, DiskFullError) or any(word in str(cause) for word in _WORDS):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


@contextmanager
def telling_full_disk() -> Iterator[None]:
    """Turn what comes from a full disk into a DiskFullError; leave the rest as it is."""
    try:
        yield
    except Exception as fault:
        if is_disk_full(fault):
            raise DiskFullError from fault
        raise
