"""The policies as a plain Python loop over lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.peers import rows
from bench.peers.rows_tables import read
from bench.peers.shape import Normal, from_masks

Result = tuple[list[list[int]], list[list[int]], list[list[int]]]


def load(folder: Path, households: int | None = None) -> list[list[int]]:
    """The columns as lists, which a plain loop reads faster than arrays."""
    return [column.tolist() for column in read(folder, households)]


def compute(columns: list[list[int]]) -> Result:
    """True and known masks and amounts, a list a policy."""
    starts, *rest = columns
    count = len(starts) - 1
    true, known, amount = (
        [[0] * count for _ in range(rows.N_POLICIES)] for _ in ("true", "known", "amount")
    )
    rows.screen(starts, 0, count, true, known, amount, *rest)
    return true, known, amount


def normal(result: Result) -> Normal:
    return from_masks(*(np.array(part) for part in result))
