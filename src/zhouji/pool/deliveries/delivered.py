"""What came of one dataset by the end of a day: the one place that says which batches count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhouji.base.month import Month
from zhouji.pool.catalogue import Dataset
from zhouji.pool.deliveries.lateness import Lateness, due_after
from zhouji.pool.store import Receipt


@dataclass(frozen=True)
class Delivered:
    """A dataset's deliveries known by the end of a day, oldest first.

    `of_newest_month` are all files of the newest month that anything tells of; `of_earlier_months`
    the others, which only a stream still counts.
    """

    dataset: Dataset
    day: date
    of_newest_month: tuple[Receipt, ...] = ()
    of_earlier_months: tuple[Receipt, ...] = ()

    @property
    def newest(self) -> Receipt | None:
        """The delivery that came last of the newest month."""
        return self.of_newest_month[-1] if self.of_newest_month else None

    @property
    def period(self) -> Month | None:
        return month_of(self.newest) if self.newest else None

    @property
    def current(self) -> tuple[Receipt, ...]:
        """The deliveries whose rows count: a stream adds up, a snapshot is its newest month."""
        if self.dataset.mode == "stream":
            return (*self.of_earlier_months, *self.of_newest_month)
        return self.of_newest_month

    @property
    def replaced(self) -> tuple[Receipt, ...]:
        """The deliveries whose rows count no more."""
        return () if self.dataset.mode == "stream" else self.of_earlier_months

    @property
    def holds_until(self) -> date | None:
        """The last day on which no record means none; a late delivery of an old month is old."""
        if self.newest is None:
            return None
        told = max(receipt.known for receipt in self.of_newest_month)
        return min(told, month_of(self.newest).last) + timedelta(days=self.dataset.valid_days)

    @property
    def fresh(self) -> bool:
        return self.holds_until is not None and self.day <= self.holds_until

    @property
    def lateness(self) -> Lateness:
        """How the dataset stands on the day."""
        if self.period is None:
            return Lateness(never=True, due=None, days_late=0, stale=False)
        due = due_after(self.dataset, self.period)
        late = max(0, (self.day - due).days) if due else 0
        return Lateness(never=False, due=due, days_late=late, stale=not self.fresh)


def delivered(dataset: Dataset, receipts: Iterable[Receipt], day: date) -> Delivered:
    """What `receipts` say of a dataset by the end of a day; those of other datasets are passed."""
    known = sorted((r for r in receipts if r.dataset == dataset.name and r.known <= day), key=_age)
    newest = month_of(known[-1]) if known else None
    return Delivered(
        dataset,
        day,
        tuple(receipt for receipt in known if month_of(receipt) == newest),
        tuple(receipt for receipt in known if month_of(receipt) != newest),
    )


def all_delivered(
    datasets: Iterable[Dataset], receipts: Iterable[Receipt], day: date
) -> list[Delivered]:
    """What came of each dataset by the end of a day, also of those of which nothing came."""
    by_dataset: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        by_dataset[receipt.dataset].append(receipt)
    return [delivered(dataset, by_dataset[dataset.name], day) for dataset in datasets]


def newest_by_dataset(receipts: Iterable[Receipt], day: date) -> dict[str, Receipt]:
    """By dataset the delivery that came last of its newest month, of those known by a day."""
    known = sorted((receipt for receipt in receipts if receipt.known <= day), key=_age)
    return {receipt.dataset: receipt for receipt in known}


def month_of(receipt: Receipt) -> Month:
    """The month that a delivery tells of; none tells of a month that had not begun when it came."""
    return min(Month.parse(receipt.period), Month.of(receipt.known))


def _age(receipt: Receipt) -> tuple[Month, date, str, int]:
    return month_of(receipt), receipt.known, receipt.received_at, receipt.batch
