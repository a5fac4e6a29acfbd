"""What is known of all datasets on a day, as link and facts keep it beside what they made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhouji.base.data_directory import Pool
from zhouji.base.month import Month
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.deliveries.delivered import Delivered, all_delivered
from zhouji.pool.store import Receipt, receipts


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
    datasets = [catalogue.datasets[name] for name in sorted(catalogue.datasets)]
    told = all_delivered(datasets, receipts(pool), as_of)
    return Knowledge(as_of, {one.dataset.name: known(one) for one in told if one.newest})


def known(told: Delivered) -> Known:
    """What is kept of a dataset's deliveries."""
    return Known(
        period=told.period,
        fresh=told.fresh,
        current=_batches(told.current),
        earlier=_batches(told.replaced),
    )


def _batches(found: Iterable[Receipt]) -> tuple[int, ...]:
    return tuple(sorted({receipt.batch for receipt in found}))
