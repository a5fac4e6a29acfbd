"""Reads the pool's tables with DuckDB, in a connection that reaches nothing else."""

from __future__ import annotations

import duckdb

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Dataset
from zhouji.pool.store.schema import sql_columns
from zhouji.pool.store.tables import files_and_columns

READABLE = ("records", "refused", "results", "derived", "tmp")


def connect(pool: Pool, memory: str = "2GB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that reaches the pool's tables and nothing else on the machine.

    Tables handed over with `register` can be read; files outside, attached databases,
    extensions and changed settings are refused by DuckDB itself (TRUST rule 5).
    """
    scratch = pool.root / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    folders = ", ".join(quoted(str(pool.root / name)) for name in READABLE)
    for setting in (
        f"allowed_directories = [{folders}]",
        f"temp_directory = {quoted(str(scratch))}",
        f"memory_limit = {quoted(memory)}",
        f"threads = {int(threads)}",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        con.execute(f"SET {setting}")
    return con


def rows_sql(pool: Pool, dataset: Dataset, batches: frozenset[int]) -> str:
    """One SELECT giving a dataset's rows of these batches; rows without a receipt never."""
    path = pool.records(dataset.name)
    wanted = sorted(batches)
    found, present = files_and_columns(path) if wanted else ([], set())
    held = [file for file in found if file.may_hold(wanted)]
    whole = [file.path for file in held if file.holds_only(batches)]
    mixed = [file.path for file in held if not file.holds_only(batches)]
    chosen = ", ".join(
        f'"{name}"' if held and name in present else f'CAST(NULL AS {kind}) AS "{name}"'
        for name, kind in sql_columns(dataset).items()
    )
    parts = []
    if whole:
        parts.append(f"SELECT {chosen} FROM {_parquet(whole)}")  # noqa: S608
    if mixed:
        listed = ", ".join(str(batch) for batch in wanted)
        source = _parquet(mixed)
        parts.append(f"SELECT {chosen} FROM {source} WHERE batch IN ({listed})")  # noqa: S608
    return " UNION ALL ".join(parts) or f"SELECT {chosen} WHERE false"


def quoted(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _parquet(paths: list[str]) -> str:
    listed = ", ".join(quoted(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true)"
