"""Sums over a table's rows that neither the order of rows and columns nor the files' layout moves.

A row is a number made of its columns' values; a table is the sum of its rows modulo 2^64. So rows
that were replaced are taken away and those that came are added, and an increment that reads these
alone has the same sum as a full run. It guards against chance, not against malice.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhouji.engine.screening.digests import mix

Words = npt.NDArray[np.uint64]
Ends = npt.NDArray[np.int32]
BLOCK = 1 << 14  # rows at a time, so that what is worked out stays in the processor's cache
WRAP = 1 << 64
STEP, HALF = np.uint64(0xD1342543DE82EF95), np.uint64(32)
WORD = 8  # bytes of a text read at a time
FIRST_BYTES = np.array([(1 << 8 * n) - 1 for n in range(WORD + 1)], np.uint64)


def sum_of(table: pa.Table) -> int:
    """The sum over all rows; whole numbers, days, yes/no, text, codes and lists of them.

    Rows are read block by block; NULL is a value of its own.
    """
    total = 0
    for block in table.to_batches(max_chunksize=BLOCK):
        total += int(rows_of(block).sum(dtype=np.uint64))
    return total % WRAP


def rows_of(block: pa.RecordBatch) -> Words:
    """One number a row: each column's value times a figure of the column's name, then mixed."""
    rows = np.zeros(block.num_rows, np.uint64)
    for name, column in zip(block.schema.names, block.columns, strict=True):
        if len(column):
            rows += _share(column, *_figures_of(name))
    return mix(rows)


@lru_cache(maxsize=4096)
def _figures_of(name: str) -> tuple[np.uint64, np.uint64]:
    """An odd factor for a column's values, and what stands for NULL in it."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    factor, missing = np.frombuffer(digest, "<u8")
    return np.uint64(factor | 1), np.uint64(missing)


def _share(column: pa.Array, factor: np.uint64, missing: np.uint64) -> Words:
    """What one column gives to each row."""
    if pa.types.is_dictionary(column.type):
        words = np.append(_of_words(tuple(column.dictionary.to_pylist())) * factor, missing)
        places = column.indices.fill_null(len(words) - 1) if column.null_count else column.indices
        coded: Words = words[places.to_numpy()]
        return coded
    values = _values(column) * factor
    if column.null_count:
        np.copyto(values, missing, where=column.is_null().to_numpy(zero_copy_only=False))
    return values


@lru_cache(maxsize=1024)
def _of_words(words: tuple[str, ...]) -> Words:
    """One number a word of a code."""
    return _values(pa.array(words, pa.string()))


def _values(column: pa.Array) -> Words:
    """One number a value; anything at all where it is NULL."""
    kind = column.type
    if pa.types.is_string(kind):
        return _texts(column)
    if pa.types.is_list(kind):
        ends = _ends(column)
        return _folded(_values(column.values), ends[:-1], np.diff(ends), 1)
    if pa.types.is_boolean(kind):
        return _bits(column)
    whole = np.frombuffer(column.buffers()[1], f"<i{kind.bit_width // 8}")
    there = whole[column.offset : column.offset + len(column)]
    return there.astype(np.int64, copy=False).view(np.uint64)


def _bits(column: pa.BooleanArray) -> Words:
    packed = np.frombuffer(column.buffers()[1], np.uint8)
    bits = np.unpackbits(packed, count=column.offset + len(column), bitorder="little")
    return bits[column.offset :].astype(np.uint64)


def _texts(column: pa.StringArray) -> Words:
    """Text by its bytes, eight at a time; bytes after its end do not count."""
    ends = _ends(column)
    first, last = int(ends[0]), int(ends[-1])
    held = np.zeros(last - first + WORD, np.uint8)
    if last > first:
        held[:-WORD] = np.frombuffer(column.buffers()[2], np.uint8)[first:last]
    words = np.ndarray((len(held) - WORD + 1,), "<u8", held, strides=(1,))
    return _folded(words, ends[:-1] - first, np.diff(ends), WORD)


def _ends(column: pa.StringArray | pa.ListArray) -> Ends:
    """Where each text or list begins among all bytes or items, and where the last one ends."""
    ends: Ends = np.frombuffer(column.buffers()[1], "<i4")
    return ends[column.offset : column.offset + len(column) + 1]


def _folded(items: Words, starts: Ends, lengths: Ends, step: int) -> Words:
    """One number for the items of each text or list, in their order."""
    found = lengths.astype(np.uint64)
    for place in range(0, int(lengths.max(initial=0)), step):
        (rows,) = np.nonzero(lengths > place)
        item = items[starts[rows] + place]
        if step == WORD:
            item = item & FIRST_BYTES[np.minimum(lengths[rows] - place, WORD)]
        item = (found[rows] ^ item) * STEP
        found[rows] = item ^ (item >> HALF)
    return mix(found)
