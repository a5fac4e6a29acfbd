"""The pool behind the pages: its day, whether it is made up, its places.

What is kept is looked up anew when the files it came from change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhouji.base.content_archive import Look, look_of
from zhouji.base.content_cache import kept_by_content
from zhouji.base.data_directory import Pool
from zhouji.engine.generation import Generation
from zhouji.office.leads.workdays import Workdays, load_workdays
from zhouji.pipeline.last_run import LastRun, last_run
from zhouji.pool.catalogue import Village, load_places
from zhouji.pool.catalogue.places import GEOGRAPHY
from zhouji.pool.deliveries import month_of, newest_by_dataset, pool_today
from zhouji.pool.store.receipts import Receipt, receipts


def the_pool() -> Pool:
    """The pool of the configured data directory, which may still be empty."""
    return Pool(Path(settings.ZHOUJI_DATA))


def workdays() -> Workdays:
    """The county's calendar of working days."""
    return load_workdays(the_pool().content)


@dataclass(frozen=True)
class Deliveries:
    """What the receipts say together."""

    made_up: bool
    receipts: tuple[Receipt, ...]


def deliveries() -> Deliveries:
    """Whether the pool is made up, and all its receipts."""
    folder = the_pool().receipts
    return _deliveries(folder, look_of(folder)) if folder.is_dir() else _NONE


_NONE = Deliveries(made_up=False, receipts=())


@lru_cache(maxsize=4)
def _deliveries(folder: Path, _look: Look) -> Deliveries:
    found = receipts(Pool(folder.parent))
    return Deliveries(any(receipt.made_up for receipt in found), tuple(found))


def newest_months() -> dict[str, str]:
    """The newest month of each dataset, such as 2025-09, that what is shown rests on."""
    folder, day = the_pool().receipts, data_day() or pool_day()
    return _newest_months(folder, look_of(folder), day) if folder.is_dir() else {}


@lru_cache(maxsize=4)
def _newest_months(folder: Path, look: Look, day: date) -> dict[str, str]:
    newest = newest_by_dataset(_deliveries(folder, look).receipts, day)
    return {name: str(month_of(receipt)) for name, receipt in newest.items()}


def pool_day() -> date:
    """The day that sources and the last run are judged on: today; a made-up pool has its own."""
    return pool_today(deliveries().receipts)


def day_of_work() -> date:
    """The day on which people decide: the pool's, and never before that of what they were shown."""
    return max(pool_day(), data_day() or date.min)


def run_that_is_shown() -> LastRun:
    """How far behind today the findings on the pages are."""
    return last_run(the_pool(), deliveries().receipts, pool_day())


def data_day() -> date | None:
    """The day that the published generation looks at; None before the first run."""
    published = Generation.published(the_pool())
    return published.day if published else None


@dataclass(frozen=True)
class Place:
    """A township with its villages."""

    code: str
    zh: str
    en: str
    villages: tuple[Place, ...] = ()


def townships() -> tuple[Place, ...]:
    """The county's townships in the order of its content."""
    return _townships(the_pool().content)


@kept_by_content
def _townships(content: Path) -> tuple[Place, ...]:
    if not (content / GEOGRAPHY).is_file():
        return ()
    return tuple(_place(town, town.villages) for town in load_places(content).townships)


def _place(place: Village, villages: Iterable[Village] = ()) -> Place:
    inner = tuple(_place(village) for village in villages)
    return Place(place.code, place.zh, place.en or place.zh, inner)
