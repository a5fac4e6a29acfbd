"""When a source is late: its promised day against the newest month received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zhouji.engine.base.month import Month
from zhouji.engine.catalogue import Dataset
from zhouji.engine.store.receipts import Receipt

_MONTHS = {"daily": 1, "weekly": 1, "monthly": 1, "quarterly": 3, "semester": 6, "yearly": 12}


@dataclass(frozen=True)
class Lateness:
    """`due` is when the next data are promised; None: handed in when something happens."""

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


def lateness(dataset: Dataset, newest: Receipt | None, today: date) -> Lateness:
    """How a source stands on a day."""
    if newest is None:
        return Lateness(never=True, due=None, days_late=0, stale=False)
    stale = today > newest.known + timedelta(days=dataset.valid_days)
    step = _MONTHS.get(dataset.refresh.split()[0])
    if step is None:
        return Lateness(never=False, due=None, days_late=0, stale=stale)
    promised_in = Month.parse(newest.period).plus(step + 1)
    due = promised_in.first + timedelta(days=dataset.promised_day - 1)
    due = min(due, promised_in.last)
    return Lateness(never=False, due=due, days_late=max(0, (today - due).days), stale=stale)
