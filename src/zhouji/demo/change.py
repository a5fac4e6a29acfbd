"""What changes from one month to the next: births, deaths, moves, work, illness, rolls."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import County
from zhouji.demo.history import pick_dying


def next_month(county: County) -> None:
    """Let a month pass."""
    county.month = county.month.plus(1)
    rng = county.dice("month", county.now)
    yearly = county.content.figures["yearly"]
    gone = pick_dying(county, rng, yearly["deaths"] / 12)
    county.people["died"][gone] = county.today - rng.integers(0, 28, len(gone))


_ = np
