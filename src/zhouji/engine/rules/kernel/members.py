"""Member functions on a block: running sums and their differences at the households' borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from zhouji.engine.rules.kernel.values import Array, Figures, Flags, Held, Mask, spread
from zhouji.engine.rules.tree import Op


@dataclass(frozen=True)
class Borders:
    """Where each household of a block begins among its persons; the last entry is their count."""

    starts: Array

    @property
    def households(self) -> int:
        return len(self.starts) - 1

    @property
    def persons(self) -> int:
        return int(self.starts[-1])

    def count(self, mask: Mask) -> Array:
        """How many persons of each household the mask is true of."""
        running = np.zeros(self.persons + 1, np.int32)
        np.cumsum(spread(mask, self.persons).view(np.uint8), dtype=np.int32, out=running[1:])
        found: Array = np.diff(running.take(self.starts))
        return found

    def sum(self, values: Array) -> Array:
        """Sums by household; a running sum that wraps still differs rightly (modulo 2^64)."""
        running = np.zeros(self.persons + 1, np.int64)
        np.cumsum(spread(values, self.persons), out=running[1:])
        found: Array = np.diff(running.take(self.starts))
        return found

    def extreme(self, function: np.ufunc, values: Array) -> Array:
        """Least or greatest by household; nought for an empty one."""
        empty = np.diff(self.starts) == 0
        found = np.zeros(self.households, values.dtype)
        if self.persons:
            people = spread(values, self.persons)
            found[~empty] = function.reduceat(people, self.starts[:-1][~empty])
        return found

    def to_persons(self, values: Array) -> Array:
        """A household's value for each of its persons."""
        return values if len(values) == 1 else np.repeat(values, np.diff(self.starts))


def of_members(op: Op, part: Any, borders: Borders) -> Held:
    """A member function of a block."""
    if op is Op.OF_HOUSEHOLD:
        return _seen(part, borders)
    if op is Op.ANY_MEMBER:
        return _any(part, borders)
    if op is Op.ALL_MEMBERS:
        return _any(part.negated(), borders).negated()
    known = _all_known(part.known, borders)
    if op is Op.COUNT_MEMBERS:
        return Figures(borders.count(part.true).astype(np.int64), known)
    if op is Op.SUM_MEMBERS:
        return Figures(borders.sum(part.values), known)
    function = np.minimum if op is Op.MIN_MEMBERS else np.maximum
    inhabited = np.diff(borders.starts) > 0
    if not inhabited.all():
        known = inhabited if known is None else known & inhabited
    return Figures(borders.extreme(function, part.values), known)


def _any(part: Flags, borders: Borders) -> Flags:
    true = borders.count(part.true) > 0
    if part.all_known:
        return Flags(true)
    return Flags(true, borders.count(~part.false) == 0)


def _all_known(known: Mask | None, borders: Borders) -> Mask | None:
    return None if known is None else borders.count(~known) == 0


def _seen(part: Held, borders: Borders) -> Held:
    if isinstance(part, Flags):
        true = borders.to_persons(part.true)
        return Flags(true) if part.all_known else Flags(true, borders.to_persons(part.false))
    known = None if part.known is None else borders.to_persons(part.known)
    return Figures(borders.to_persons(part.values), known)
