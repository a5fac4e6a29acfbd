"""A 64-bit digest a unit over columns of whole numbers, for keeping only results that changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)


def digest_columns(named: Iterable[tuple[str, Ints]], n: int) -> Ints:
    """One signed 64-bit digest a row; the same names and values give the same digest anywhere.

    The finaliser is that of SplitMix64 (Steele, Lea, Flood 2014); it guards against chance, not
    against malice.
    """
    state = np.full(n, _GAMMA, dtype=np.uint64)
    for name, values in named:
        salt = np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()))
        state = mix(state ^ mix(values.view(np.uint64) ^ salt))
    return state.view(np.int64)


def mix(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Each number scattered over all 64 bits (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        value = value + _GAMMA
        value = (value ^ (value >> np.uint64(30))) * _M1
        value = (value ^ (value >> np.uint64(27))) * _M2
    mixed: npt.NDArray[np.uint64] = value ^ (value >> np.uint64(31))
    return mixed
