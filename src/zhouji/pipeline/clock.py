"""Which day a run looks at when nobody says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from zhouji.engine.ingest import Receipt
from zhouji.pipeline.errors import FarFutureError

CHINA = timezone(timedelta(hours=8))
AHEAD = timedelta(days=3660)


def today() -> date:
    """The day in China, where the county is."""
    return datetime.now(UTC).astimezone(CHINA).date()


def day_of_run(receipts: Iterable[Receipt], asked: date | None) -> date:
    """The asked day; else today, or in a made-up pool the day of its newest delivery.

    Raises:
        FarFutureError: a day that nobody can know anything of.
    """
    if asked is not None:
        if asked > today() + AHEAD:
            raise FarFutureError(f"{asked} is too far ahead to tell of; ask for a nearer day")
        return asked
    made_up = [receipt.known for receipt in receipts if receipt.made_up]
    return max(made_up) if made_up else today()
