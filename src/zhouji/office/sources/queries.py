"""Reads of sources: the catalogue with what came in for each dataset. No named person here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from zhouji.engine.base.content_cache import kept_by_content
from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue, Dataset, Department, load_catalogue
from zhouji.engine.facts.models import Header
from zhouji.engine.store.receipts import Receipt, receipts
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.permissions import Permission
from zhouji.office.sources.errors import NoSuchSourceError
from zhouji.office.sources.lateness import Lateness, lateness
from zhouji.office.sources.lineage import lineage


@dataclass(frozen=True)
class Source:
    """A dataset, its owner, and how its deliveries stand."""

    dataset: Dataset
    department: Department
    newest: Receipt | None
    rows_in: int
    accepted: int
    refused: int
    lateness: Lateness


@dataclass(frozen=True)
class SourceFile:
    """Everything about one source: its deliveries, the facts and policies that wait on it."""

    source: Source
    deliveries: list[Receipt]
    groups: list[Header]
    policies: list[str]


def catalogue(pool: Pool) -> Catalogue:
    """The catalogue of the pool's own content; empty before it has any."""
    if not (pool.content / "datasets").is_dir():
        return Catalogue(departments={}, datasets={})
    return _load(pool.content)


_load = kept_by_content(load_catalogue)


def list_sources(*, by: Actor, pool: Pool, today: date) -> list[Source]:
    """Every dataset of the catalogue, the late ones first."""
    by.must(Permission.SOURCES_VIEW)
    book = catalogue(pool)
    batches = _by_dataset(pool)
    found = [
        _source(book, dataset, batches.get(dataset.name, []), today)
        for dataset in book.datasets.values()
    ]
    return sorted(found, key=lambda s: (_urgency(s.lateness), s.dataset.code))


def _urgency(late: Lateness) -> tuple[int, int]:
    return ["stale", "late", "never", "fine"].index(late.state), -late.days_late


def _by_dataset(pool: Pool) -> dict[str, list[Receipt]]:
    grouped: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts(pool):
        grouped[receipt.dataset].append(receipt)
    return grouped


def _source(book: Catalogue, dataset: Dataset, batches: list[Receipt], today: date) -> Source:
    newest = max(batches, key=lambda r: (r.period, r.known_on, r.received_at), default=None)
    month = [r for r in batches if newest and r.period == newest.period]
    return Source(
        dataset,
        book.departments[dataset.department],
        newest,
        sum(r.rows_in for r in month),
        sum(r.accepted for r in month),
        sum(r.refused for r in month),
        lateness(dataset, newest, today),
    )


def open_source(*, by: Actor, pool: Pool, name: str, today: date) -> SourceFile:
    """One dataset.

    Raises:
        NoSuchSourceError: the catalogue has none of that name.
    """
    by.must(Permission.SOURCES_VIEW)
    book = catalogue(pool)
    dataset = book.datasets.get(name)
    if dataset is None:
        raise NoSuchSourceError(f"no dataset {name!r} in the catalogue")
    batches = _by_dataset(pool).get(name, [])
    line = lineage(pool.content)
    return SourceFile(
        _source(book, dataset, batches, today),
        sorted(batches, key=lambda r: (r.period, r.received_at), reverse=True),
        line.groups_reading(name),
        line.policies_reading(name),
    )
