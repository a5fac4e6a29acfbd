"""The clean rows that truth is worked out from, with strangers who registered since put right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhouji.demo.county import NO_DAY, County, Delivery, first_day
from zhouji.demo.dice import Array
from zhouji.demo.rows import Coded, Rows, figures, pids, stacked, taken


@dataclass(frozen=True)
class Clean:
    """All clean rows known at a delivery: of a stream every row, of a snapshot the newest."""

    county: County
    delivery: Delivery
    rows: dict[str, Rows]

    @classmethod
    def of(cls, county: County, delivery: Delivery, parts: dict[str, list[Rows]]) -> Clean:
        """Stack the parts; rows of people who are not registered here fall away."""
        known = {name: _registered(county, stacked(given)) for name, given in parts.items()}
        return cls(county, delivery, known)

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.county.people)

    @property
    def day(self) -> int:
        return self.county.today

    def who(self, name: str) -> Array:
        return pids(self.rows[name])

    def homes(self, name: str) -> Array:
        """The household of each row's person."""
        return np.asarray(self.county.people["home"][self.who(name)])

    def number(self, name: str, column: str) -> Array:
        return figures(self.rows[name], column)

    def word(self, name: str, column: str) -> Array:
        """A column of words as text."""
        values = self.rows[name][column]
        assert isinstance(values, Coded)
        return np.asarray(values.words, dtype=object)[values.index]

    def lately(self, name: str, months: int, column: str = "month") -> Array:
        """Which rows fall into so many months that end with the newest."""
        values, last = self.number(name, column), self.delivery.number
        if column == "month":
            return np.asarray((values > last - months) & (values <= last))
        start, end = first_day(last - months + 1), first_day(last + 1)
        return np.asarray((values >= start) & (values < end))

    def sums(self, name: str, values: Array, where: Array) -> Array:
        """Sum over each person's rows."""
        who = self.who(name)[where]
        return np.bincount(who, weights=values[where], minlength=self.size).astype(np.int64)

    def most(self, who: Array, values: Array, size: int, otherwise: int = 0) -> Array:
        """The greatest value of each subject."""
        best = np.full(size, otherwise, dtype=np.int64)
        np.maximum.at(best, who, values)
        return best

    def anyone(self, name: str, where: Array | None = None) -> Array:
        """Which people have a row (for which something holds)."""
        found = np.zeros(self.size, dtype=bool)
        who = self.who(name)
        found[who if where is None else who[where]] = True
        return found

    def any_home(self, name: str, where: Array | None = None) -> Array:
        """Which households have a row (for which something holds)."""
        found = np.zeros(len(self.county.homes), dtype=bool)
        homes = self.homes(name)
        found[homes if where is None else homes[where]] = True
        return found

    def open_at(self, end: Array) -> Array:
        """Which ends are not set or not before the day."""
        return np.asarray((end <= NO_DAY) | (end >= self.day))


def _registered(county: County, rows: Rows) -> Rows:
    who = pids(rows).copy()
    outside = who < 0
    who[outside] = county.strangers["joined"][-1 - who[outside]]
    kept = taken(rows, np.flatnonzero(who >= 0))
    kept["pid"] = who[who >= 0]
    return kept
