"""What a step holds while a block is worked out: flags for bools, figures for all else.

Everything held is an array: one entry a row of the block, or a single entry that stands for all
rows (a constant, a flag of a column without blanks). A bare scalar is refused on the spot, since
Python's and NumPy's scalars negate, compare and overflow in ways of their own.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

Array = np.ndarray[Any, Any]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def _array(values: Any) -> bool:
    return isinstance(values, np.ndarray) and values.ndim == 1


def _mask(flags: Any) -> bool:
    return _array(flags) and flags.dtype == np.bool_


class Flags:
    """A bool: where it is known true and where it is known false.

    `false` may be left out where all is known.
    """

    __slots__ = ("_false", "true")

    def __init__(self, true: Mask, false: Mask | None = None) -> None:
        if not (_mask(true) and (false is None or _mask(false))):
            raise TypeError(f"flags are arrays of bools, not {true!r} and {false!r}")
        self.true = true
        self._false = false

    @property
    def all_known(self) -> bool:
        return self._false is None

    @property
    def false(self) -> Mask:
        return ~self.true if self._false is None else self._false

    @property
    def known(self) -> Mask | None:
        """None where all is known."""
        return None if self._false is None else self.true | self._false

    def negated(self) -> Flags:
        return Flags(~self.true) if self._false is None else Flags(self._false, self.true)


class Figures:
    """A number, date or code: values and where they are known (None = everywhere).

    A value that is not known still lies within the bounds of its step.
    """

    __slots__ = ("known", "values")

    def __init__(self, values: Array, known: Mask | None = None) -> None:
        if not (_array(values) and (known is None or _mask(known))):
            raise TypeError(f"figures are arrays, not {values!r} and {known!r}")
        self.values = values
        self.known = known


Held = Flags | Figures
AnyHeld = TypeVar("AnyHeld", Flags, Figures)


def for_all(value: bool | int, dtype: Any) -> Array:
    """One value that stands for all rows."""
    return np.array([value], dtype=dtype)


def spread(values: Array, rows: int) -> Array:
    """One entry a row, whatever the array stood for."""
    return values if len(values) == rows else np.full(rows, values[0], values.dtype)


def both(left: Mask | None, right: Mask | None) -> Mask | None:
    """Where both are known."""
    if left is None:
        return right
    return left if right is None else left & right


def of_known(true: Mask, known: Mask | None) -> Flags:
    """Flags of a comparison that means something where `known`."""
    return Flags(true) if known is None else Flags(true & known, ~true & known)
