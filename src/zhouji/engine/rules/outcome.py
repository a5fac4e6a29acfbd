"""What an evaluation gives: a column of values and knowns an output, and bit masks of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhouji.base.arrow import ARROW
from zhouji.engine.rules.arithmetic import EPOCH
from zhouji.engine.rules.types import Type, Value

Array = np.ndarray[Any, Any]

# A day is held as days since 1970, so that it is counted with like any number.
_STORED: dict[Type, Any] = {kind: ARROW[kind].to_pandas_dtype() for kind in Type}
_STORED[Type.DATE] = np.int32


@dataclass(frozen=True, eq=False)
class Column:
    """One output: bool, int64 (fen, micro), int32 days since 1970 or str objects.

    `known` None says that every value is known; where it is false the value means nothing
    (a bool is then False).
    """

    values: Array
    known: Array | None
    type: Type

    @classmethod
    def of(cls, values: Sequence[Value | None], kind: Type) -> Column:
        """A column of Python values."""
        known = np.array([value is not None for value in values], dtype=np.bool_)
        blank: Any = "" if kind is Type.CODE else 0
        plain = [blank if value is None else _plain(value) for value in values]
        return cls(np.array(plain, dtype=_STORED[kind]), None if known.all() else known, kind)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_known(self) -> Array:
        """Which values are known, always an array."""
        return np.ones(len(self.values), np.bool_) if self.known is None else self.known

    def at(self, place: int) -> Column:
        """One of its values, as a column of one."""
        one = slice(place, place + 1)
        return Column(self.values[one], None if self.known is None else self.known[one], self.type)

    def to_arrow(self) -> pa.Array:
        """An Arrow array with nulls for the unknown."""
        mask = None if self.known is None else ~self.known
        return pa.array(self.values, type=ARROW[self.type], mask=mask)

    def to_list(self) -> list[Value | None]:
        """Python values, None for the unknown."""
        found: list[Value | None] = self.to_arrow().to_pylist()
        return found


def _plain(value: Value) -> Any:
    return value.toordinal() - EPOCH if isinstance(value, date) else value


@dataclass(frozen=True, eq=False)
class Outcome:
    """All outputs of a program, in the order of the tables that were given."""

    households: dict[str, Column]
    persons: dict[str, Column]


def pack(columns: Sequence[Column]) -> tuple[Array, Array]:
    """Bool columns as two masks a row, true and known: bit i is column i, at most 64.

    The masks are of the smallest unsigned type that holds them.
    """
    if not 0 < len(columns) <= 64:
        raise ValueError(f"{len(columns)} columns do not go into one mask")
    size = 1 << max(0, (len(columns) - 1).bit_length() - 3)
    count = len(columns[0])
    true = np.zeros((size, count), np.uint8)
    known = np.zeros((size, count), np.uint8)
    shifted = np.empty(count, np.uint8)
    for index, column in enumerate(columns):
        byte, bit = divmod(index, 8)
        np.left_shift(column.values.view(np.uint8), bit, out=shifted)
        true[byte] |= shifted
        if column.known is None:
            known[byte] |= np.uint8(1 << bit)
        else:
            np.left_shift(column.known.view(np.uint8), bit, out=shifted)
            known[byte] |= shifted
    return _joined(true), _joined(known)


def _joined(planes: Array) -> Array:
    kind = np.dtype(f"<u{planes.shape[0]}")
    joined: Array = np.ascontiguousarray(planes.T).view(kind).reshape(-1)
    return joined
