"""Deadlines in working days, by the State Council's yearly list of days off and days made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from zhouji.base.content import read_yaml
from zhouji.base.content_cache import kept_by_content
from zhouji.base.models import Strict, build

SATURDAY = 5


@dataclass(frozen=True)
class Workdays:
    """Days off that fall on weekdays, and weekends that are worked."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, day: date, working_days: int) -> date:
        """The last day of a term that starts the day after `day`."""
        left = working_days
        while left > 0:
            day += timedelta(days=1)
            left -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days from the day after `start` to `end`; below zero if `end` is past."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.works(day) for day in days)


class _Year(BaseModel):
    model_config = ConfigDict(extra="allow")
    days_off: list[tuple[date, date]]
    worked_weekends: list[date]


class _Calendar(Strict):
    years: list[_Year]


@kept_by_content
def load_workdays(content: Path) -> Workdays:
    """The county's calendar; plain weekends where it has none.

    Raises:
        Faults: the file has faults, each with its line.
    """
    file = content / "calendar.yaml"
    if not file.is_file():
        return Workdays()
    years = build(_Calendar, read_yaml(file)).years
    return Workdays(
        frozenset(day for year in years for span in year.days_off for day in _days(*span)),
        frozenset(day for year in years for day in year.worked_weekends),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
