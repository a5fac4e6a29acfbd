"""Reads the pool's tables with DuckDB: the rows known by the end of a day, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import duckdb

from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue, Dataset
from zhouji.engine.store.receipts import Receipt, receipts
from zhouji.engine.store.schema import sql_columns
from zhouji.engine.store.tables import files_and_columns

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


def known_batches(found: Iterable[Receipt], dataset: Dataset, as_of: date) -> frozenset[int]:
    """The batches that make up a dataset's state at the end of a day.

    A stream adds up over all periods; of a snapshot only the newest period counts.
    """
    known = [r for r in found if r.dataset == dataset.name and r.known <= as_of]
    if dataset.mode == "snapshot" and known:
        newest = max(receipt.period for receipt in known)
        known = [receipt for receipt in known if receipt.period == newest]
    return frozenset(receipt.batch for receipt in known)


def current_sql(
    pool: Pool, dataset: Dataset, as_of: date, found: Iterable[Receipt] | None = None
) -> str:
    """One SELECT giving a dataset's rows as known at the end of a day."""
    known = known_batches(receipts(pool) if found is None else found, dataset, as_of)
    return rows_sql(pool, dataset, known)


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


def current_rows(
    con: duckdb.DuckDBPyConnection, pool: Pool, dataset: Dataset, as_of: date
) -> duckdb.DuckDBPyRelation:
    """A dataset's rows as known at the end of a day, as a DuckDB relation."""
    return con.sql(current_sql(pool, dataset, as_of))


def views(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    catalogue: Catalogue,
    as_of: date,
    prefix: str = "",
) -> None:
    """Make one view a dataset, called by its name; a dataset never received is an empty view."""
    found = receipts(pool)
    for dataset in catalogue.datasets.values():
        body = current_sql(pool, dataset, as_of, found)
        con.execute(f'CREATE OR REPLACE VIEW "{prefix}{dataset.name}" AS {body}')


def changes_since(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    dataset: Dataset,
    batches: frozenset[int],
    as_of: date,
) -> duckdb.DuckDBPyRelation:
    """Rows that came or went since the state made of `batches`: the fields, pair, change.

    `change` is added or removed; a row that is the same in a newer snapshot is not there.
    """
    now = known_batches(receipts(pool), dataset, as_of)
    fields = ", ".join(f'"{item.name}"' for item in dataset.fields) + ", pair"
    fresh = f"SELECT {fields} FROM ({rows_sql(pool, dataset, now - batches)})"  # noqa: S608
    gone = f"SELECT {fields} FROM ({rows_sql(pool, dataset, batches - now)})"  # noqa: S608
    return con.sql(
        f"SELECT *, 'added' AS change FROM ({fresh} EXCEPT ALL {gone}) "  # noqa: S608
        f"UNION ALL SELECT *, 'removed' AS change FROM ({gone} EXCEPT ALL {fresh})"
    )


def quoted(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _parquet(paths: list[str]) -> str:
    listed = ", ".join(quoted(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true)"
