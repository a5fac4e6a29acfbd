"""What is known of each dataset on a day: its batches, its newest period, whether it is fresh."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhouji.engine.base.month import Month
from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue, Dataset
from zhouji.engine.store import Receipt, receipts


@dataclass(frozen=True)
class Known:
    """One dataset on a day. `current` are the batches that count, `earlier` those replaced."""

    period: Month | None = None
    fresh: bool = False
    current: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()

    @property
    def batches(self) -> tuple[int, ...]:
        return tuple(sorted((*self.current, *self.earlier)))


@dataclass(frozen=True)
class Knowledge:
    """What was known by the end of a day; two equal ones give equal persons, links and facts."""

    as_of: date
    datasets: Mapping[str, Known] = field(default_factory=dict)

    def of(self, dataset: str) -> Known:
        return self.datasets.get(dataset, Known())

    def to_json(self) -> str:
        """Text for a file or a table's metadata; `from_json` reads it back."""
        rows = {
            name: {
                "period": str(known.period) if known.period else None,
                "fresh": known.fresh,
                "current": list(known.current),
                "earlier": list(known.earlier),
            }
            for name, known in sorted(self.datasets.items())
        }
        return json.dumps({"as_of": self.as_of.isoformat(), "datasets": rows})

    @classmethod
    def from_json(cls, text: str | bytes) -> Knowledge:
        data = json.loads(text)
        return cls(
            date.fromisoformat(data["as_of"]),
            {
                name: Known(
                    Month.parse(row["period"]) if row["period"] else None,
                    bool(row["fresh"]),
                    tuple(row["current"]),
                    tuple(row["earlier"]),
                )
                for name, row in data["datasets"].items()
            },
        )


def gather(pool: Pool, catalogue: Catalogue, as_of: date) -> Knowledge:
    """Read the receipts of everything known by the end of `as_of`."""
    received: dict[str, list[Receipt]] = {}
    for receipt in receipts(pool):
        if receipt.known <= as_of:
            received.setdefault(receipt.dataset, []).append(receipt)
    return Knowledge(
        as_of,
        {
            name: _known(received[name], dataset, as_of)
            for name, dataset in sorted(catalogue.datasets.items())
            if name in received
        },
    )


def _known(found: Iterable[Receipt], dataset: Dataset, as_of: date) -> Known:
    by_period: dict[Month, list[Receipt]] = {}
    for receipt in found:
        by_period.setdefault(Month.parse(receipt.period), []).append(receipt)
    period = max(by_period)
    newest = {receipt.batch for receipt in by_period[period]}
    everything = {receipt.batch for group in by_period.values() for receipt in group}
    told = max(receipt.known for receipt in by_period[period])
    state_of = min(told, period.last)  # a late delivery of an old month is no fresher for it
    current = newest if dataset.mode == "snapshot" else everything
    return Known(
        period=period,
        fresh=(as_of - state_of).days <= dataset.valid_days,
        current=tuple(sorted(current)),
        earlier=tuple(sorted(everything - current)),
    )
