"""One run at a time: a lock that the operating system lets go when its holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from zhouji.base.data_directory import Pool
from zhouji.base.holding import in_use
from zhouji.pipeline.errors import RunUnderWayError


@contextmanager
def held(pool: Pool) -> Iterator[None]:
    """Hold the pool for one run.

    Raises:
        RunUnderWayError: another process holds it.
    """
    with (pool.root / ".run.lock").open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise RunUnderWayError(
                f"another run holds {pool.root}; wait until it has ended and call again"
            ) from busy
        with in_use(pool):
            yield
