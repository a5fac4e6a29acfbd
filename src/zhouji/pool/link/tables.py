"""The published tables of linking and their columns; equal content makes equal files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from zhouji.pool.store import read_arrow, write_arrow

SCHEMAS: dict[str, pa.Schema] = {
    "persons": pa.schema(
        [
            ("person_id", pa.int64()),
            ("id_number", pa.string()),
            ("name", pa.string()),
            ("sex", pa.string()),
            ("birth", pa.date32()),
            ("batch", pa.int64()),
        ]
    ),
    "households": pa.schema(
        [
            ("household_id", pa.int64()),
            ("hukou_no", pa.string()),
            ("village_code", pa.string()),
            ("township_code", pa.string()),
            ("address", pa.string()),
            ("head_person_id", pa.int64()),
            ("n_registered", pa.int64()),
        ]
    ),
    "members": pa.schema(
        [
            ("household_id", pa.int64()),
            ("person_id", pa.int64()),
            ("relation", pa.string()),
            ("since", pa.date32()),
        ]
    ),
    "doubtful": pa.schema(
        [
            ("pair", pa.int64()),
            ("id", pa.string()),
            ("fold", pa.string()),
            ("birth", pa.date32()),
            ("sex", pa.string()),
        ]
    ),
    "links": pa.schema(
        [
            ("pair", pa.int64()),
            ("id", pa.string()),
            ("name", pa.string()),
            ("person_id", pa.int64()),
            ("status", pa.string()),
            ("reason", pa.string()),
            ("rows", pa.int64()),
        ]
    ),
}


def read_linked(folder: Path, table: str) -> pa.Table:
    """One table of a linking, memory-mapped; its columns stand in SCHEMAS."""
    return read_arrow(folder / f"{table}.arrow")


def publish(con: duckdb.DuckDBPyConnection, table: str, query: str, folder: Path) -> None:
    """Write one table of a generation from a query that gives its columns in order."""
    rows = con.sql(query).to_arrow_table().cast(SCHEMAS[table])
    write_arrow(folder / f"{table}.arrow", rows)
