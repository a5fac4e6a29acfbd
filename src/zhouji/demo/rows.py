"""Clean rows of a dataset before they are written: numbers in columns, words by code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhouji.demo.county import NO_MONTH, County, Delivery, day_number
from zhouji.demo.dice import Array


@dataclass(frozen=True)
class Coded:
    """A column of words kept as positions in a list."""

    index: Array
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.index)

    def __getitem__(self, rows: Array | slice) -> Coded:
        return Coded(self.index[rows], self.words)


Values = Array | Coded
# `pid` (a person; below zero a stranger) and the dataset's fields but id and name:
# money in fen, decimals in hundredths, days and months as numbers, codes and texts as words
Rows = dict[str, Values]
Source = Callable[[County, Delivery], Rows]


def pids(rows: Rows) -> Array:
    """Whose rows these are."""
    values = rows["pid"]
    assert isinstance(values, np.ndarray)
    return values


def figures(rows: Rows, name: str) -> Array:
    """A column of numbers."""
    values = rows[name]
    assert isinstance(values, np.ndarray)
    return values


def codes(rows: Rows, name: str) -> Coded:
    """A column of words."""
    values = rows[name]
    assert isinstance(values, Coded)
    return values


def taken(rows: Rows, index: Array | slice) -> Rows:
    """Some of the rows."""
    return {name: values[index] for name, values in rows.items()}


def stacked(parts: list[Rows]) -> Rows:
    """Rows of several parts, one below the other; words must be the same in all."""
    first = parts[0]
    result: Rows = {}
    for name, values in first.items():
        if isinstance(values, Coded):
            index = np.concatenate([codes(part, name).index for part in parts])
            result[name] = Coded(index, values.words)
        else:
            result[name] = np.concatenate([figures(part, name) for part in parts])
    return result


def months_of(delivery: Delivery) -> range:
    """Month numbers a stream covers in this delivery."""
    return range(delivery.first_number, delivery.number + 1)


def within(delivery: Delivery, days: Array) -> Array:
    """Which days fall into the months of a delivery."""
    start = day_number(delivery.first.first)
    return np.asarray((days >= start) & (days <= day_number(delivery.day)))


def heads(county: County) -> Array:
    """The head of each household, by home."""
    people = county.people
    found = np.full(len(county.homes), -1, dtype=np.int64)
    who = np.flatnonzero(people["relation"] == 0)
    found[people["home"][who[::-1]]] = who[::-1]
    return found


def held(months: Array) -> Array:
    """Where a month is set."""
    return np.asarray(months > NO_MONTH)


def texts(prefix: str, index: Array, width: int) -> Array:
    """Numbered texts such as JZ000123."""
    if not len(index):
        return np.zeros(0, dtype="U1")
    return np.char.add(prefix, np.char.zfill(index.astype(f"U{width}"), width))
