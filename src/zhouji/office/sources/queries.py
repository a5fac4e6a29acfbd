"""Reads of sources: the catalogue with what came in for each dataset. No named person here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhouji.base.content_cache import kept_by_content
from zhouji.base.data_directory import Pool
from zhouji.engine.facts.models import Header
from zhouji.engine.rulebook import PolicyBook
from zhouji.office.accounts.actor import Actor
from zhouji.office.sources.errors import NoSuchSourceError
from zhouji.office.sources.lineage import lineage
from zhouji.office.sources.rights import SourceRight
from zhouji.pool.catalogue import Catalogue, Dataset, Department, load_catalogue
from zhouji.pool.deliveries import Delivered, Lateness, all_delivered, delivered
from zhouji.pool.store.receipts import Receipt, receipts


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
    """Everything about one source: its deliveries, the facts and policies that wait on it.

    `policies` None says that it cannot be told, since the policies have faults.
    """

    source: Source
    deliveries: list[Receipt]
    groups: list[Header]
    policies: list[str] | None


def catalogue(pool: Pool) -> Catalogue:
    """The catalogue of the pool's own content; empty before it has any."""
    if not (pool.content / "datasets").is_dir():
        return Catalogue(departments={}, datasets={})
    return _load(pool.content)


_load = kept_by_content(load_catalogue)


def list_sources(*, by: Actor, pool: Pool, today: date) -> list[Source]:
    """Every dataset of the catalogue, the late ones first."""
    by.must(SourceRight.VIEW)
    book = catalogue(pool)
    told = all_delivered(book.datasets.values(), receipts(pool), today)
    return sorted(
        (_source(book, one) for one in told), key=lambda s: (_urgency(s.lateness), s.dataset.code)
    )


def _urgency(late: Lateness) -> tuple[int, int]:
    return ["stale", "late", "never", "fine"].index(late.state), -late.days_late


def _source(book: Catalogue, told: Delivered) -> Source:
    month = told.of_newest_month
    return Source(
        told.dataset,
        book.departments[told.dataset.department],
        told.newest,
        sum(receipt.rows_in for receipt in month),
        sum(receipt.accepted for receipt in month),
        sum(receipt.refused for receipt in month),
        told.lateness,
    )


def open_source(
    *, by: Actor, pool: Pool, name: str, today: date, policies: PolicyBook | None
) -> SourceFile:
    """One dataset, with the facts and the policies of the day that wait on it.

    Raises:
        NoSuchSourceError: the catalogue has none of that name.
    """
    by.must(SourceRight.VIEW)
    book = catalogue(pool)
    dataset = book.datasets.get(name)
    if dataset is None:
        raise NoSuchSourceError(f"no dataset {name!r} in the catalogue")
    told = delivered(dataset, receipts(pool), today)
    return SourceFile(
        _source(book, told),
        [*told.of_earlier_months, *told.of_newest_month][::-1],
        lineage(pool.content).groups_reading(name),
        None if policies is None else policies.policies_reading(today, name),
    )
