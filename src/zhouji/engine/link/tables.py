"""The published tables of linking and their columns; equal content makes equal files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

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


# Of numbers, ids and addresses hardly one repeats: a dictionary of them only costs time.
REPEATING = ("name", "fold", "sex", "relation", "village_code", "township_code", "status", "reason")


def publish(con: duckdb.DuckDBPyConnection, table: str, query: str, folder: Path) -> None:
    """Write one table of a generation from a query that gives its columns in order."""
    rows = con.sql(query).to_arrow_table().cast(SCHEMAS[table])
    path = folder / f"{table}.parquet"
    path.unlink(missing_ok=True)  # another generation may share the file
    pq.write_table(
        rows,
        path,
        row_group_size=1 << 17,
        use_dictionary=[name for name in REPEATING if name in rows.column_names],
    )


def share(table: str, before: Path, folder: Path) -> None:
    """Give a generation the earlier one's table: the same file under two names, or a copy."""
    source, path = (at / f"{table}.parquet" for at in (before, folder))
    path.unlink(missing_ok=True)
    try:
        os.link(source, path)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, path)
