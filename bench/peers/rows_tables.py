"""Reads the bench's tables into columns of plain integers, for the row loop and the kernel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.peers.rows import CODES, HOUSEHOLDS, PERSONS, UNKNOWN, WITH_KNOWN


def read(folder: Path, households: int | None = None) -> list[np.ndarray]:
    """Starts of the households' members, then the columns in the order `rows.screen` takes them."""
    wanted = ["household_id", *PERSONS]
    persons = pq.read_table(folder / "persons.parquet", columns=wanted, pre_buffer=False)
    wanted = ["household_id", *HOUSEHOLDS]
    homes = pq.read_table(folder / "households.parquet", columns=wanted, pre_buffer=False)
    ids = homes["household_id"].to_numpy()[:households]
    starts = np.searchsorted(persons["household_id"].to_numpy(), np.append(ids, ids[-1] + 1))
    columns = [_column(persons[name], name) for name in PERSONS]
    columns += [_column(homes[name], name) for name in HOUSEHOLDS]
    return [starts, *columns, *(_known(persons[name]) for name in WITH_KNOWN)]


def _known(column: pa.ChunkedArray) -> np.ndarray:
    return column.is_valid().to_numpy()


def _column(column: pa.ChunkedArray, name: str) -> np.ndarray:
    if name in CODES:
        return _codes(column, CODES[name], UNKNOWN.get(name, 0))
    if column.null_count:
        column = column.cast(pa.int8()) if pa.types.is_boolean(column.type) else column
        return column.fill_null(UNKNOWN.get(name, 0)).to_numpy()
    return column.to_numpy()


def _codes(column: pa.ChunkedArray, order: list[str], unknown: int) -> np.ndarray:
    parts = []
    for chunk in column.chunks:
        place = np.array([order.index(word) for word in chunk.dictionary.to_pylist()], np.int8)
        indices = chunk.indices
        numbers = place[indices.fill_null(0).to_numpy()]
        if indices.null_count:
            numbers[indices.is_null().to_numpy(zero_copy_only=False)] = unknown
        parts.append(numbers)
    return np.concatenate(parts)
