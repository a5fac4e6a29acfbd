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
from django.utils import timezone

from zhouji.engine.base.content_archive import Look, look_of
from zhouji.engine.base.content_cache import kept_by_content
from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Village, load_places
from zhouji.engine.catalogue.places import GEOGRAPHY
from zhouji.engine.generation import Generation
from zhouji.engine.store.receipts import Receipt, receipts
from zhouji.office.leads.workdays import Workdays, load_workdays


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
    newest: date | None
    months: dict[str, str]


def deliveries() -> Deliveries:
    """Whether the pool is made up, and the newest day known."""
    folder = the_pool().receipts
    return _deliveries(folder, look_of(folder)) if folder.is_dir() else _NONE


_NONE = Deliveries(made_up=False, newest=None, months={})


@lru_cache(maxsize=4)
def _deliveries(folder: Path, _look: Look) -> Deliveries:
    found = receipts(Pool(folder.parent))
    newest = max((receipt.known for receipt in found), default=None)
    months = {receipt.dataset: receipt.period for receipt in sorted(found, key=_period)}
    return Deliveries(any(receipt.made_up for receipt in found), newest, months)


def _period(receipt: Receipt) -> str:
    return receipt.period


def newest_months() -> dict[str, str]:
    """The newest month received of each dataset, such as 2025-09."""
    return deliveries().months


def pool_day() -> date:
    """The day that lateness of sources is judged on: today, in a made-up pool its newest day."""
    known = deliveries()
    return known.newest if known.made_up and known.newest else timezone.localdate()


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
