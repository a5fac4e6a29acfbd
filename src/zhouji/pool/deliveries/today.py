"""Which day a pool lives on: the real one, in a made-up pool that of its newest delivery."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhouji.base.today import today
from zhouji.pool.store import Receipt


def pool_today(receipts: Iterable[Receipt]) -> date:
    """Today in China; a made-up pool carries its own clock (docs/decisions/0008)."""
    made_up = [receipt.known for receipt in receipts if receipt.made_up]
    return max(made_up) if made_up else today()
