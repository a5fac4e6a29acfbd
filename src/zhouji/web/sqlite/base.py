"""Writers of one process queue for SQLite's one lock instead of all asking for it again and again.

SQLite lets whoever asks at the right moment go first. Among fifty threads somebody asks at the
wrong moments for twenty seconds and is told "database is locked". Here each waits for its turn.
"""

from __future__ import annotations

from collections import defaultdict, deque
from threading import Condition

from django.db import OperationalError
from django.db.backends.sqlite3 import base

WAIT_SECONDS = 60.0


class Turns:
    """Who writes and who waits, in the order in which they came."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._queue: deque[object] = deque()

    def take(self, who: object, seconds: float) -> bool:
        """Wait until it is the turn of `who`; False if it did not come within these seconds."""
        with self._changed:
            self._queue.append(who)
            if self._changed.wait_for(lambda: self._queue[0] is who, seconds):
                return True
            self._queue.remove(who)
            return False

    def leave(self, who: object) -> None:
        """Let in the next one; nothing happens if it is not the turn of `who`."""
        with self._changed:
            if self._queue and self._queue[0] is who:
                self._queue.popleft()
                self._changed.notify_all()

    @property
    def waiting(self) -> int:
        with self._changed:
            return max(len(self._queue) - 1, 0)


TURNS: defaultdict[str, Turns] = defaultdict(Turns)  # by the file of the database


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that begins a transaction when it is its turn."""

    @property
    def turns(self) -> Turns:
        return TURNS[str(self.settings_dict["NAME"])]

    def _start_transaction_under_autocommit(self) -> None:
        if not self.turns.take(self, WAIT_SECONDS):
            raise OperationalError(
                f"database is locked: others wrote for {WAIT_SECONDS:g} seconds; try again"
            )
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.turns.leave(self)
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.turns.leave(self)

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.turns.leave(self)

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.turns.leave(self)
