"""Seeded chance: one generator for each purpose and month, so that no part shifts another."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def dice(seed: int, *purpose: object) -> np.random.Generator:
    """The generator of one purpose; the same seed and purpose give the same throws."""
    text = "/".join(str(part) for part in (seed, *purpose))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))


def pick(rng: np.random.Generator, weights: Any, size: int) -> Array:
    """Indices drawn with the given weights."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right")
    return np.asarray(np.minimum(drawn, len(bounds) - 1), dtype=np.int32)


def quotas(shares: Any, total: int) -> Array:
    """Whole numbers in the given shares that sum to `total` (largest remainders)."""
    weights = np.asarray(shares, dtype=np.float64)
    exact = weights / weights.sum() * total
    counts: Array = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return np.asarray(counts)


def lognormal(rng: np.random.Generator, shape: dict[str, float], size: int) -> Array:
    """Draws from the log-normal with this median and sigma."""
    return np.asarray(shape["median"] * np.exp(rng.normal(0.0, shape["sigma"], size)))


def choose(rng: np.random.Generator, among: Array, count: int) -> Array:
    """`count` of `among` without repeats (all, if there are fewer), in their old order."""
    if count >= len(among):
        return among
    return np.sort(rng.permutation(among)[: max(0, count)])
