"""How far the published generation lies behind today: its age, and what came since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhouji.base.data_directory import Pool
from zhouji.engine.generation import Generation
from zhouji.pool.store import Receipt

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
    published = Generation.published(pool)
    covered = published.receipt.known if published else frozenset()
    waiting = {r.digest for r in receipts if r.known <= today and r.batch not in covered}
    if published is None:
        return LastRun(None, 0, len(waiting))
    return LastRun(published.day, max(0, (today - published.day).days), len(waiting))
