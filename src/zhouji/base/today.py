"""Which day it is where the county lies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The day in China, by the machine's clock."""
    return datetime.now(UTC).astimezone(CHINA).date()
