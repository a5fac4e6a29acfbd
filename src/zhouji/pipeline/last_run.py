"""How far the published generation lies behind today: its age, and what came since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhouji.engine.base.pool import Pool
from zhouji.engine.store import Receipt
from zhouji.pipeline.generation import Meta

MOST_DAYS = 2  # a run that was left out for a weekend is not yet told; a longer silence is


@dataclass(frozen=True)
class LastRun:
    """`day` is what the published generation is known as of; None: no run has finished yet.

    `days_ago` counts from it to today, `files` are those received that it does not rest on.
    """

    day: date | None
    days_ago: int
    files: int

    @property
    def is_behind(self) -> bool:
        """Whether somebody who reads the findings must be told so."""
        return self.days_ago > MOST_DAYS or self.files > 0


def last_run(pool: Pool, receipts: Iterable[Receipt], today: date) -> LastRun:
    """Hold the published generation against today and against all that was received by then."""
    folder = pool.current()
    meta = Meta.read(folder) if folder else None
    covered = set(meta.batches) if meta else set()
    waiting = {r.digest for r in receipts if r.known <= today and r.batch not in covered}
    if meta is None:
        return LastRun(None, 0, len(waiting))
    day = date.fromisoformat(meta.as_of)
    return LastRun(day, max(0, (today - day).days), len(waiting))
