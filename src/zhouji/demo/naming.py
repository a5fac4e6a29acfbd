"""Names of made-up people: surnames by share, given names by decade of birth and sex."""

from __future__ import annotations

from typing import Any

import numpy as np

from zhouji.demo.dice import Array, pick

RARE_SHARE = 0.004
SINGLE_SHARE = 1 / 12


def surnames(names: dict[str, Any], rng: np.random.Generator, size: int) -> Array:
    """Surnames drawn by their shares."""
    shares = names["surnames"]
    return np.asarray(list(shares), dtype="U2")[pick(rng, list(shares.values()), size)]


def given_names(
    names: dict[str, Any], rng: np.random.Generator, years: Array, male: Array
) -> Array:
    """Given names as the decade of birth had them."""
    size = len(years)
    result = np.empty(size, dtype="U2")
    throws = rng.random((size, 3))
    start = 0
    for cohort in names["given"]:
        for sex, is_male in (("m", True), ("f", False)):
            who = np.flatnonzero((years > start) & (years <= cohort["until"]) & (male == is_male))
            first, second = (np.asarray(list(cohort[sex][place])) for place in ("first", "second"))
            one = first[(throws[who, 0] * len(first)).astype(int)]
            two = second[(throws[who, 1] * len(second)).astype(int)]
            single = (throws[who, 2] < SINGLE_SHARE) | (one == two)
            result[who] = np.where(single, two, np.char.add(one, two))
        start = cohort["until"]
    return _with_rare_characters(names, rng, result)


def _with_rare_characters(names: dict[str, Any], rng: np.random.Generator, given: Array) -> Array:
    rare = np.asarray(list("".join(names["rare"].values())))
    who = np.flatnonzero(rng.random(len(given)) < RARE_SHARE)
    last = rare[rng.integers(0, len(rare), len(who))]
    given[who] = np.char.add(given[who].astype("U1"), last)
    return given
