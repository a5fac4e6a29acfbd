"""The policies compiled by numba to machine code: the floor under what any engine can reach."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import FunctionType

import numba
import numpy as np

from bench.peers import rows
from bench.peers.rows_tables import read
from bench.peers.shape import Normal, from_masks

Result = tuple[np.ndarray, np.ndarray, np.ndarray]
for _name, _function in list(vars(rows).items()):
    if isinstance(_function, FunctionType):
        setattr(rows, _name, numba.njit(nogil=True)(_function))

load = read


def compute(columns: list[np.ndarray], threads: int = 2) -> Result:
    """True and known masks and amounts of shape (policies, households)."""
    starts, *rest = columns
    count = len(starts) - 1
    true, known = (np.zeros((rows.N_POLICIES, count), np.uint16) for _ in range(2))
    amount = np.zeros((rows.N_POLICIES, count), np.int64)
    cuts = np.linspace(0, count, threads + 1).astype(np.int64)
    with ThreadPoolExecutor(threads) as pool:
        parts = [
            pool.submit(rows.screen, starts, first, last, true, known, amount, *rest)
            for first, last in pairwise(cuts)
        ]
        for part in parts:
            part.result()
    return true, known, amount


def normal(result: Result) -> Normal:
    return from_masks(*result)
