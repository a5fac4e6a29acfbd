"""The views a fact's SQL reads: datasets by name with their subjects, and the day's macros."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from zhouji.base.data_directory import Pool
from zhouji.base.month import Month
from zhouji.engine.facts.models import Read
from zhouji.pool.catalogue import Catalogue, Dataset
from zhouji.pool.catalogue.models import Field
from zhouji.pool.deliveries import Knowledge, Known
from zhouji.pool.store import mapped_view, quoted, rows_sql

Ids = NDArray[np.int64]
BASE_COLUMNS: dict[str, dict[str, str]] = {
    "persons": {
        "person_id": "BIGINT",
        "household_id": "BIGINT",
        "sex": "VARCHAR",
        "birth": "DATE",
    },
    "members": {
        "household_id": "BIGINT",
        "person_id": "BIGINT",
        "relation": "VARCHAR",
        "since": "DATE",
    },
    "households": {
        "household_id": "BIGINT",
        "village_code": "VARCHAR",
        "township_code": "VARCHAR",
        "n_registered": "BIGINT",
    },
}


def sql(query: str, /, **parts: str) -> str:
    """The SQL of `sql/<query>.sql` with every `$part` replaced by trusted SQL text."""
    text = (files(__package__) / "sql" / f"{query}.sql").read_text(encoding="utf-8")
    for part, value in parts.items():
        text = text.replace(f"${part}", value)
    return text


def sql_day(day: date) -> str:
    """A day as SQL writes it."""
    return f"DATE '{day}'"


def day_of(by: Field) -> str:
    """The day of a row, by the field that a window looks at; a year's is its first."""
    return f'make_date("{by.name}", 1, 1)' if by.type == "int" else f'"{by.name}"'


def window_start(period: Month, months: int, yearly: bool) -> str:
    """The first day of a window that ends with a period; of years, the year's first day."""
    first = period.plus(1 - months).first
    return sql_day(first.replace(month=1) if yearly else first)


def in_window(dataset: Dataset, read: Read, known: Known) -> str:
    """Which rows a group reads, as SQL; all of them where it declares no window."""
    if read.window_months is None or known.period is None:
        return "true"
    by = next(field for field in dataset.fields if field.name == read.by)
    start = window_start(known.period, read.window_months, by.type == "int")
    return f"{day_of(by)} BETWEEN {start} AND {sql_day(known.period.last)}"


def make_macros(con: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> None:
    """as_of(), last_month(dataset), fresh(dataset), window_start(dataset, months), window_end()."""
    months = ", ".join(
        f"{quoted(name)}: DATE '{known.period.first}'"
        for name, known in sorted(knowledge.datasets.items())
        if known.period
    )
    fresh = ", ".join(
        quoted(name) for name, known in sorted(knowledge.datasets.items()) if known.fresh
    )
    con.execute(
        sql(
            "macros",
            day=f"DATE '{knowledge.as_of}'",
            months=f"CAST(MAP {{{months}}} AS MAP(VARCHAR, DATE))",
            fresh=f"CAST([{fresh}] AS VARCHAR[])",
        )
    )


def make_subjects(
    con: duckdb.DuckDBPyConnection, links_dir: Path, only_households: Ids | None
) -> None:
    """Tables persons, members, households and linked; of the chosen households if given."""
    chosen = "true"
    if only_households is not None:
        con.register("chosen_ids", {"household_id": np.asarray(only_households, np.int64)})
        con.execute("CREATE OR REPLACE TEMP TABLE chosen AS SELECT DISTINCT * FROM chosen_ids")
        con.unregister("chosen_ids")
        chosen = "household_id IN (SELECT household_id FROM chosen)"
    tables = ("members", "persons", "households", "links")
    parts = {table: mapped_view(con, links_dir, table) for table in tables}
    con.execute(sql("subjects", chosen=chosen, **parts))


def make_views(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    catalogue: Catalogue,
    knowledge: Knowledge,
    datasets: Iterable[str],
) -> None:
    """One view a dataset: its current rows that are linked, without ID number and name."""
    for name in datasets:
        dataset = catalogue.datasets[name]
        rows = rows_sql(pool, dataset, frozenset(knowledge.of(name).current))
        con.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {_linked(dataset, rows)}')


def _linked(dataset: Dataset, rows: str) -> str:
    shown = ", ".join(
        f'rows."{field.name}"' for field in dataset.fields if field.type not in ("id", "name")
    )
    columns = f"{shown}, rows.batch, linked.person_id, linked.household_id"
    return f"SELECT {columns} FROM ({rows}) AS rows JOIN linked ON linked.pair = rows.pair"  # noqa: S608
