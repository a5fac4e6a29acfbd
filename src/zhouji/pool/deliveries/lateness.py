"""Whether the next delivery of a dataset is due, and whether the newest one still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhouji.base.month import Month
from zhouji.pool.catalogue import Dataset

_MONTHS = {"daily": 1, "weekly": 1, "monthly": 1, "quarterly": 3, "semester": 6, "yearly": 12}


@dataclass(frozen=True)
class Lateness:
    """`due` is when the next data are promised; None: handed in when something happens.

    `stale`: what was told is older than it holds, and facts that rest on it are unknown. They are
    so too where nothing came yet (`never`).
    """

    never: bool
    due: date | None
    days_late: int
    stale: bool

    @property
    def state(self) -> str:
        """never, stale, late or fine: one word for badges and filters."""
        if self.never:
            return "never"
        if self.stale:
            return "stale"
        return "late" if self.days_late > 0 else "fine"


def due_after(dataset: Dataset, newest: Month) -> date | None:
    """The promised day of what follows a month; None where deliveries follow events."""
    step = _MONTHS.get(dataset.refresh.split()[0])
    return None if step is None else newest.plus(step + 1).day(dataset.promised_day)
