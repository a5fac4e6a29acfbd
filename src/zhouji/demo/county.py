"""The state of the made-up county between two deliveries: people, households, strangers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from zhouji.base.month import Month
from zhouji.demo.content import DemoContent
from zhouji.demo.dice import Array, dice

EPOCH = date(1970, 1, 1)
NO_DAY = -1_000_000  # "no such day", "no such month"
NO_MONTH = -1_000_000
NO_MONEY = -(2**62)  # bills taken back are below zero


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def month_number(month: Month) -> int:
    """Months since year 0; one more is the next month."""
    return month.year * 12 + month.number - 1


def month_of(number: int) -> Month:
    return Month(number // 12, number % 12 + 1)


def first_day(number: int) -> int:
    """Day number of a month's first day."""
    return day_number(month_of(number).first)


class Table:
    """Columns of equal length, by name."""

    def __init__(self, size: int = 0) -> None:
        self.size = size
        self.columns: dict[str, Array] = {}

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __setitem__(self, name: str, values: Array) -> None:
        if len(values) != self.size:
            raise ValueError(f"{name}: {len(values)} values for {self.size} rows")
        self.columns[name] = values

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def fill(self, name: str, value: int | bool | str, dtype: str = "i4") -> None:
        """A column with the same value everywhere."""
        self[name] = np.full(self.size, value, dtype=dtype)

    def append(self, other: Table) -> None:
        """Put the rows of `other` below; columns it lacks are an error."""
        self.columns = {
            name: np.concatenate([values, other[name].astype(values.dtype)])
            for name, values in self.columns.items()
        }
        self.size += other.size

    def rows(self, index: Array) -> Table:
        """A copy of some rows."""
        taken = Table(len(index))
        taken.columns = {name: values[index] for name, values in self.columns.items()}
        return taken


@dataclass(frozen=True)
class Delivery:
    """What one delivery covers: its month, and the first month of the streams' rows."""

    period: Month
    first: Month

    @property
    def number(self) -> int:
        return month_number(self.period)

    @property
    def first_number(self) -> int:
        return month_number(self.first)

    @property
    def day(self) -> date:
        """The day on which it is delivered: the last of the month."""
        return self.period.last

    @property
    def is_first(self) -> bool:
        return self.first != self.period


@dataclass
class County:
    """Everybody and everything, as it truly is at the end of `month`."""

    seed: int
    content: DemoContent
    month: Month
    people: Table = field(default_factory=Table)
    homes: Table = field(default_factory=Table)
    strangers: Table = field(default_factory=Table)
    bills: dict[str, Any] = field(default_factory=dict)  # this delivery's settlements

    def dice(self, *purpose: object) -> np.random.Generator:
        return dice(self.seed, *purpose)

    @property
    def today(self) -> int:
        """Day number of the month's last day."""
        return day_number(self.month.last)

    @property
    def now(self) -> int:
        """Month number of the current month."""
        return month_number(self.month)

    def present(self) -> Array:
        """Who is alive, has not moved out and is registered here at the end of the month."""
        people = self.people
        gone = (people["died"] > NO_DAY) & (people["died"] <= self.today)
        left = (people["moved_out"] > NO_DAY) & (people["moved_out"] <= self.today)
        return np.asarray(~gone & ~left)

    def ages(self, day: int | None = None) -> Array:
        """Completed years of everybody on a day (the month's last by default)."""
        return completed_years(self.people["birth"], self.today if day is None else day)

    def sum_by_home(self, values: Array) -> Array:
        """Sum over the members of each household."""
        return np.bincount(self.people["home"], weights=values, minlength=len(self.homes)).astype(
            np.int64
        )

    def counted(self) -> Array:
        """Who counts as a member in the means test: present and not in custody."""
        people = self.people
        inside = (people["custody_from"] > NO_DAY) & (people["custody_from"] <= self.today)
        out = (people["custody_to"] > NO_DAY) & (people["custody_to"] <= self.today)
        return self.present() & ~(inside & ~out)


def completed_years(birth: Array, day: int) -> Array:
    """Completed years between birth days and a day, by the calendar."""
    born = birth.astype("datetime64[D]")
    year = born.astype("datetime64[Y]")
    month = born.astype("datetime64[M]")
    years = year.astype(np.int64) + 1970
    months = (month - year.astype("datetime64[M]")).astype(np.int64) + 1
    days = (born - month.astype("datetime64[D]")).astype(np.int64) + 1
    at = np.datetime64(EPOCH) + np.timedelta64(day, "D")
    then = at.astype(date)
    later = (months > then.month) | ((months == then.month) & (days > then.day))
    return np.asarray(then.year - years - later, dtype=np.int32)
