"""Who uses a pool: many at a time, or one alone who takes it down; ends with the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zhouji.base.data_directory import Pool
from zhouji.base.errors import ZhoujiError

LOCK = ".in-use.lock"


class PoolInUseError(ZhoujiError):
    """Others use the pool."""


@contextmanager
def in_use(pool: Pool) -> Iterator[None]:
    """Use the pool beside others, so that nobody takes it down meanwhile.

    Raises:
        PoolInUseError: somebody takes it down.
    """
    handle = os.open(pool.root / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(handle, fcntl.LOCK_SH, f"{pool.root} is being built anew; wait until that has ended")
        yield
    finally:
        os.close(handle)


@contextmanager
def used_by_nobody_else(pool: Pool) -> Iterator[Callable[[], None]]:
    """Have the pool alone; what is given lets others in again.

    Raises:
        PoolInUseError: a server, a run or another command uses it.
    """
    pool.root.mkdir(parents=True, exist_ok=True)
    handle = os.open(pool.root / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        busy = f"{pool.root} is served or run just now; stop that first. Nothing was changed"
        _take(handle, fcntl.LOCK_EX, busy)
        yield lambda: fcntl.flock(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _take(handle: int, kind: int, busy: str) -> None:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise PoolInUseError(busy) from held
