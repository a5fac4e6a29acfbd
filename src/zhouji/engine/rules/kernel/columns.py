"""Arrow columns as the kernel reads them: no copy where Arrow already holds what numpy wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.arrow import ARROW
from zhouji.engine.rules.kernel.bounds import NOUGHT, Bounds
from zhouji.engine.rules.kernel.values import Array, Figures, Flags, Held, Mask
from zhouji.engine.rules.types import Type


class Codes:
    """A number for every code of the program and the tables."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, code: str) -> int:
        return self.numbers.setdefault(code, len(self.numbers))

    @property
    def dtype(self) -> Any:
        return np.int8 if len(self.numbers) < 128 else np.int32

    def texts(self) -> Array:
        return np.array([*self.numbers, ""], dtype=object)


@dataclass
class Source:
    """A column in the order of households: values (or dictionary indexes) and where known."""

    type: Type
    values: Array
    known: Mask | None
    dictionary: tuple[str, ...] = ()
    code_numbers: Array | None = None

    def number_codes(self, codes: Codes) -> None:
        """Say which number each entry of the dictionary has; blanks get nought."""
        numbers = [codes.number(text) for text in self.dictionary]
        self.code_numbers = np.array([*numbers, 0], dtype=np.int32)

    def block(self, rows: slice) -> Held:
        """The values of a block."""
        values = self.values[rows]
        known = None if self.known is None else self.known[rows]
        if self.type is Type.BOOL:
            return Flags(values) if known is None else Flags(values & known, ~values & known)
        if self.code_numbers is not None:
            values = self.code_numbers.take(values)
        return Figures(values, known)

    def bounds(self) -> Bounds:
        if self.type in (Type.BOOL, Type.CODE) or not len(self.values):
            return NOUGHT
        return Bounds(int(self.values.min()), int(self.values.max()))


def read_column(column: pa.ChunkedArray, kind: Type, order: Array | None) -> Source:
    """One column, in the given order of rows."""
    array = _whole(column)
    if pa.types.is_null(array.type):
        array = array.cast(ARROW[kind])
    dictionary: tuple[str, ...] = ()
    if kind is Type.CODE:
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        elif array.dictionary.null_count:
            array = array.dictionary_decode().dictionary_encode()
        dictionary = tuple(array.dictionary.to_pylist())
        array = array.indices
    elif kind is Type.DATE:
        array = array.cast(pa.int32())
    known = _known(array)
    if known is not None:
        array = pc.fill_null(array, False if kind is Type.BOOL else 0)
    values = _bits(array) if kind is Type.BOOL else array.to_numpy(zero_copy_only=True)
    if order is not None:
        values = values.take(order)
        known = None if known is None else known.take(order)
    return Source(kind, values, known, dictionary)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    return column.combine_chunks()


def _known(array: pa.Array) -> Array | None:
    return None if array.null_count == 0 else _bits(array.is_valid())


def _bits(array: pa.Array) -> Array:
    """Arrow packs bools in bits; this spreads them once."""
    buffer = np.frombuffer(array.buffers()[1], np.uint8) if len(array) else np.zeros(0, np.uint8)
    start = array.offset // 8
    end = (array.offset + len(array) + 7) // 8
    bits = np.unpackbits(buffer[start:end], bitorder="little")
    skip = array.offset - start * 8
    return bits[skip : skip + len(array)].view(np.bool_)
