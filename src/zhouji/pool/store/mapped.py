"""Arrow files of a generation: written once, memory-mapped by readers, shared by generations."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

ROWS = 1 << 17  # a batch; DuckDB reads batches side by side


def write_arrow(path: Path, table: pa.Table, rows: int = ROWS) -> None:
    """Write an uncompressed Arrow file with so many rows a batch, to be memory mapped."""
    path.unlink(missing_ok=True)  # another generation may share the file
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=rows)


def read_arrow(path: Path) -> pa.Table:
    """Memory map an Arrow file: no copy, pages come as they are read."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def share(source: Path, target: Path) -> None:
    """Give a file to another generation: the same file under two names, or a copy."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def rows_with(table: pa.Table, key: str, values: Collection[int]) -> pa.Table:
    """The rows whose key is among the values; the key's column is ascending."""
    wanted = np.unique(np.fromiter(values, np.int64, len(values)))
    return table.take(pa.array(spots(table[key].to_numpy(), wanted)))


def spots(ascending: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where the wanted values, in ascending order, stand among ascending values."""
    first, last = np.searchsorted(ascending, wanted), np.searchsorted(ascending, wanted, "right")
    counts = last - first
    before = np.cumsum(counts) - counts
    return np.asarray(np.repeat(first - before, counts) + np.arange(counts.sum()), np.int64)


def mapped_view(con: duckdb.DuckDBPyConnection, folder: Path, table: str) -> str:
    """Let a connection read a generation's table; gives its name in SQL."""
    name = f"{table} of {folder.name}"
    con.register(name, read_arrow(folder / f"{table}.arrow"))
    return f'"{name}"'
