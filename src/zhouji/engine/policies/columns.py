"""Columns of tables handed in: which type they are for the rules, and their values as held."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.rules import Type
from zhouji.engine.rules.types import FEN, MICRO

STORED = "zhouji.type"  # field metadata: values are already held as rules hold them
_SCALE = {Type.INT: 1, Type.MONEY: FEN, Type.RATIO: MICRO}
_WORD = np.iinfo(np.int64)
Ints = npt.NDArray[np.int64]


class UnfitError(ValueError):
    """A column that cannot be read as its type: what is wrong, and the mend."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def type_of(field: pa.Field, declared: Type | None) -> Type:
    """What the rules take a column for.

    Raises:
        UnfitError: Parquet's type does not say, and nothing is declared.
    """
    if stored := (field.metadata or {}).get(STORED.encode()):
        return Type(stored.decode())
    if declared is not None:
        return declared
    kind = field.type
    mend = f"declare it under inputs in variables.yaml, as {field.name}: {{type: money}}"
    if pa.types.is_floating(kind):
        raise UnfitError(f"column {field.name} is a {kind}, floats are not exact", mend)
    found = _plain_type(kind)
    if found is None:
        raise UnfitError(f"column {field.name} is {kind}, which rules do not read", mend)
    return found


def _plain_type(kind: pa.DataType) -> Type | None:
    if pa.types.is_boolean(kind):
        return Type.BOOL
    if pa.types.is_integer(kind):
        return Type.INT
    if pa.types.is_decimal(kind):
        return Type.MONEY if kind.scale == 2 else Type.RATIO
    if pa.types.is_date(kind):
        return Type.DATE
    words = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(words) or pa.types.is_large_string(words):
        return Type.CODE
    return None


def held(name: str, column: pa.ChunkedArray, field: pa.Field, kind: Type) -> pa.Array:
    """The column as evaluators take it: money in fen, ratio in millionths, null = unknown.

    Raises:
        UnfitError: values that the type cannot hold exactly.
    """
    if (field.metadata or {}).get(STORED.encode()):
        return column
    given = column.type
    try:
        if pa.types.is_null(given):
            return pa.nulls(len(column), _ARROW[kind])
        if kind.is_number:
            return _figures(name, column, kind)
        if kind is Type.CODE and pa.types.is_dictionary(given):
            return column
        if kind is Type.BOOL and not _yes_or_no(column):
            raise UnfitError(f"column {name} is {given}, {kind} is declared", "give true or false")
        return column.cast(_ARROW[kind])
    except pa.ArrowException as error:
        said = str(error).splitlines()[0]
        raise UnfitError(f"column {name}: {said}", f"give values that {kind} can hold") from error


def _yes_or_no(column: pa.ChunkedArray) -> bool:
    """Whether a column is true, false and blank, or 1, 0 and blank."""
    if pa.types.is_boolean(column.type):
        return True
    found = pc.unique(column).drop_null() if pa.types.is_integer(column.type) else None
    return found is not None and set(found.to_pylist()) <= {0, 1}


_ARROW = {
    Type.BOOL: pa.bool_(),
    Type.INT: pa.int64(),
    Type.MONEY: pa.int64(),
    Type.RATIO: pa.int64(),
    Type.DATE: pa.date32(),
    Type.CODE: pa.string(),
}


def _figures(name: str, column: pa.ChunkedArray, kind: Type) -> pa.Array:
    array, given = _joined(column), column.type
    if pa.types.is_decimal(given):
        return _scaled(name, _words(name, array), array, kind, given.scale)
    if pa.types.is_floating(given):
        return _from_float(name, array, kind)
    if pa.types.is_integer(given):
        whole = array.cast(pa.int64())
        return whole if kind is Type.INT else _scaled(name, _zeroed(whole), array, kind, 0)
    raise UnfitError(f"column {name} is {given}, {kind} is declared", "give figures")


def _joined(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    return pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array


def _zeroed(array: pa.Array) -> Ints:
    values: Ints = array.fill_null(0).to_numpy(zero_copy_only=False)
    return values


def _words(name: str, array: pa.Array) -> Ints:
    """The unscaled figures of a decimal column, which must fit in 64 bits."""
    if not pa.types.is_decimal128(array.type):
        array = array.cast(pa.decimal128(38, array.type.scale))
    buffer = array.buffers()[1]
    pairs = np.frombuffer(buffer, dtype="<i8").reshape(-1, 2)
    pairs = pairs[array.offset : array.offset + len(array)]
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    if bool(((pairs[:, 1] != pairs[:, 0] >> 63) & valid).any()):
        raise _too_large(name)
    words: Ints = np.where(valid, pairs[:, 0], 0)
    return words


def _scaled(name: str, words: Ints, array: pa.Array, kind: Type, scale: int) -> pa.Array:
    places = len(str(_SCALE[kind])) - 1
    if places > scale:
        factor = 10 ** (places - scale)
        if len(words) and max(int(words.max()), -int(words.min())) > _WORD.max // factor:
            raise _too_large(name)
        words = words * factor
    elif places < scale:
        divisor = 10 ** (scale - places)
        if bool((words % divisor != 0).any()):
            what = f"column {name} has figures with more than {places} places"
            raise UnfitError(what, f"round it to {places} places")
        words = words // divisor
    return pa.array(words, mask=array.is_null().to_numpy(zero_copy_only=False))


def _from_float(name: str, array: pa.Array, kind: Type) -> pa.Array:
    """Declared floats: the nearest fen, millionth or whole number; not-a-number is unknown."""
    values = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    unknown = ~np.isfinite(values)
    if bool(np.isinf(values).any()):
        raise UnfitError(f"column {name} has infinite figures", "leave them empty if unknown")
    scaled = np.where(unknown, 0.0, values) * _SCALE[kind]
    whole: npt.NDArray[Any] = np.sign(scaled) * np.floor(np.abs(scaled) + 0.5)
    if kind is Type.INT and bool((whole != scaled).any()):
        raise UnfitError(f"column {name} has fractions, int is declared", "declare it as ratio")
    if len(whole) and float(np.abs(whole).max()) >= 2.0**63:
        raise _too_large(name)
    return pa.array(whole.astype(np.int64), mask=unknown)


def _too_large(name: str) -> UnfitError:
    return UnfitError(f"column {name} has figures beyond 64 bits", "look at its largest figures")


def id_column(name: str, column: pa.ChunkedArray) -> pa.Array:
    """An id column as int64.

    Raises:
        UnfitError: it is no whole number, or has blanks.
    """
    if not pa.types.is_integer(column.type):
        raise UnfitError(f"{name} is {column.type}", "number households and persons with int64")
    if blanks := column.null_count:
        raise UnfitError(f"{name} has {blanks} blanks", "give each row an id")
    try:
        return _joined(pc.cast(column, pa.int64()))
    except pa.ArrowInvalid as beyond:
        raise UnfitError(
            f"{name} has numbers of 2^63 and more", "number households and persons with int64"
        ) from beyond
