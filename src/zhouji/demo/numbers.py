"""ID numbers of made-up people: an unassigned area code, unique, with right check digits."""

from __future__ import annotations

import numpy as np

from zhouji.base.ids import CHECKS, WEIGHTS
from zhouji.demo.dice import Array

STRIDE = 211  # prime to 500: neighbours in time of writing do not differ by one digit


def id_numbers(area: str, birth: Array, male: Array, taken: Array) -> Array:
    """ID numbers for people born on these days; `taken` is how many such numbers exist already.

    Args:
        area: six digits.
        birth: day numbers since 1970-01-01.
        male: true for men, who get odd order digits.
        taken: for each person, how many with the same birth day and sex were numbered before.
    """
    key = birth.astype(np.int64) * 2 + male.astype(np.int64)
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    rank += taken
    if len(rank) and rank.max() >= 500:
        raise ValueError("more than 500 people of one sex born on one day")
    sequence = 2 * ((birth.astype(np.int64) * 37 + rank * STRIDE) % 500) + male
    return with_checks(_digits(area, birth, sequence))


def _digits(area: str, birth: Array, sequence: Array) -> Array:
    born = birth.astype("datetime64[D]")
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    month = born.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (born - born.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    digits = np.empty((len(birth), 17), dtype=np.int64)
    digits[:, :6] = [int(character) for character in area]
    for column, power in enumerate((1000, 100, 10, 1)):
        digits[:, 6 + column] = year // power % 10
    digits[:, 10], digits[:, 11] = month // 10, month % 10
    digits[:, 12], digits[:, 13] = day // 10, day % 10
    for column, power in enumerate((100, 10, 1)):
        digits[:, 14 + column] = sequence // power % 10
    return digits


def with_checks(digits: Array) -> Array:
    """Text of seventeen digits a row, with the check character put behind."""
    remainder = digits @ np.asarray(WEIGHTS) % 11
    characters = np.empty((len(digits), 18), dtype=np.uint32)
    characters[:, :17] = digits + ord("0")
    characters[:, 17] = np.asarray([ord(check) for check in CHECKS], dtype=np.uint32)[remainder]
    return np.ascontiguousarray(characters).view("U18").ravel()
