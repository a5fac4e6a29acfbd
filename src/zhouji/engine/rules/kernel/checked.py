"""Operations whose bounds could not be proved: in Python's whole numbers, refusing an overflow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from zhouji.engine.rules import arithmetic
from zhouji.engine.rules.kernel.members import Borders
from zhouji.engine.rules.kernel.values import Array, Figures, Mask, both, spread
from zhouji.engine.rules.tree import Op
from zhouji.engine.rules.types import INT64_MAX, INT64_MIN, MICRO


class OverflowHere(Exception):
    """A known value that does not fit, at a position within the block."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(position)


def work_out(op: Op, parts: list[Figures], borders: Borders, size: int) -> Figures:
    """The operation with every value checked.

    Raises:
        OverflowHere: the first known value that does not fit in 64 bits.
    """
    if op is Op.SUM_MEMBERS:
        return _sum(parts[0], borders)
    known: Mask | None = None
    for part in parts:
        known = both(known, part.known)
    wide = [spread(part.values, size).astype(object) for part in parts]
    if op in (Op.DIVIDE, Op.DIVIDE_MICRO, Op.FLOOR_DIVIDE):
        zero: Mask = (wide[1] == 0).astype(np.bool_)
        if zero.any():
            wide[1] = np.where(zero, 1, wide[1])
            known = both(known, ~zero)
    values = np.frompyfunc(_EXACT[op], len(wide), 1)(*wide)
    return _checked(values, known)


def _sum(part: Figures, borders: Borders) -> Figures:
    known = None if part.known is None else borders.count(~part.known) == 0
    people = spread(part.values, borders.persons).astype(object)
    values = np.array(
        [
            sum(people[start:end])
            for start, end in zip(borders.starts[:-1], borders.starts[1:], strict=True)
        ],
        dtype=object,
    )
    return _checked(values, known)


def _checked(values: Array, known: Mask | None) -> Figures:
    out: Mask = ((values < INT64_MIN) | (values > INT64_MAX)).astype(np.bool_)
    if out.any():
        bad = out if known is None else out & known
        if bad.any():
            raise OverflowHere(int(np.flatnonzero(bad)[0]))
        values = np.where(out, 0, values)
    return Figures(values.astype(np.int64), known)


_EXACT: dict[Op, Callable[..., Any]] = {
    Op.ADD: lambda a, b: a + b,
    Op.SUBTRACT: lambda a, b: a - b,
    Op.NEGATE: lambda a: -a,
    Op.MULTIPLY: lambda a, b: a * b,
    Op.MULTIPLY_MICRO: lambda a, b: arithmetic.divide_half_away(a * b, MICRO),
    Op.DIVIDE: arithmetic.divide_half_away,
    Op.DIVIDE_MICRO: lambda a, b: arithmetic.divide_half_away(a * MICRO, b),
    Op.FLOOR_DIVIDE: arithmetic.divide_down,
}
