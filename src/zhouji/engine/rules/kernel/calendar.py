"""Completed years and months of day numbers, by a table over the days there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from zhouji.engine.rules.arithmetic import EPOCH
from zhouji.engine.rules.kernel.bounds import Bounds
from zhouji.engine.rules.kernel.values import Array, Figures
from zhouji.engine.rules.tree import Op

MOST_DAYS = 200_000


def months_since(days: Array, as_of: date) -> Array:
    """Completed months from each day to `as_of`."""
    days = np.asarray(days, dtype=np.int64)
    months = days.astype("M8[D]").astype("M8[M]")
    first = months.astype("M8[D]").astype(np.int64)
    passed = (as_of.year - 1970) * 12 + as_of.month - 1 - months.astype(np.int64)
    found: Array = passed - (days - first + 1 > as_of.day)
    return found


def since(op: Op, days: Array, as_of: date) -> Array:
    """Completed years or months from each day to `as_of`; a year is twelve whole months."""
    months = months_since(days, as_of)
    return months // 12 if op is Op.YEARS else months


@dataclass(frozen=True)
class Calendar:
    """A look-up table for one date step, where its days lie close enough together."""

    op: Op
    as_of: date
    first: int
    table: Array | None

    @classmethod
    def over(cls, op: Op, bounds: Bounds, as_of: date) -> Calendar:
        if bounds.high - bounds.low > MOST_DAYS:
            return cls(op, as_of, 0, None)
        days = np.arange(bounds.low, bounds.high + 1)
        return cls(op, as_of, bounds.low, since(op, days, as_of))

    def look_up(self, part: Figures) -> Figures:
        if self.table is None:
            return Figures(since(self.op, part.values, self.as_of), part.known)
        return Figures(self.table.take(part.values - self.first), part.known)


def day_number(day: date) -> int:
    return day.toordinal() - EPOCH
