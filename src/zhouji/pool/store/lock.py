"""One writer at a time: a lock on the pool that dies with the process that holds it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from zhouji.base.data_directory import Pool


@contextmanager
def writing(pool: Pool) -> Iterator[None]:
    """Hold the pool's write lock; waits for other processes and threads."""
    pool.root.mkdir(parents=True, exist_ok=True)
    with (pool.root / ".writing").open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
