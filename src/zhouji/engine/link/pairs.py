"""Collects the distinct pairs of ID number and name of all datasets, each of them once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue, Dataset
from zhouji.engine.link.knowledge import Knowledge
from zhouji.engine.link.sqlfiles import sql
from zhouji.engine.store import quoted, rows_sql

Batches = Callable[[Dataset], frozenset[int]]


def collect_all(
    con: duckdb.DuckDBPyConnection, pool: Pool, catalogue: Catalogue, knowledge: Knowledge
) -> None:
    """Tables `todo` (every pair known) and `fresh_pairs` (none: their rows are counted already)."""
    _collect(con, pool, catalogue, lambda dataset: frozenset(knowledge.of(dataset.name).batches))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE todo AS "
        "SELECT pair, id, name, folded(name) AS fold, rows FROM fresh_pairs"
    )
    con.execute("DELETE FROM fresh_pairs")


def collect_new(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    catalogue: Catalogue,
    knowledge: Knowledge,
    then: Knowledge,
    previous: Path,
) -> None:
    """Tables `fresh_pairs` (pairs of batches new since `then`) and `todo` (pairs to judge anew)."""

    def new(dataset: Dataset) -> frozenset[int]:
        seen = then.of(dataset.name).batches
        return frozenset(knowledge.of(dataset.name).batches).difference(seen)

    _collect(con, pool, catalogue, new)
    links, persons = (quoted(str(previous / f"{name}.parquet")) for name in ("links", "persons"))
    con.execute(sql("todo", links=links, persons=persons))


def _collect(
    con: duckdb.DuckDBPyConnection, pool: Pool, catalogue: Catalogue, batches: Batches
) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dataset_pairs "
        "(pair BIGINT, id VARCHAR, name VARCHAR, rows BIGINT)"
    )
    for _, dataset in sorted(catalogue.datasets.items()):
        chosen = batches(dataset)
        if not chosen:
            continue
        source = sql(
            "pairs",
            id=f'"{dataset.field_of_type("id").name}"',
            name=f'"{dataset.field_of_type("name").name}"',
            source=rows_sql(pool, dataset, chosen),
        )
        con.execute(f"INSERT INTO dataset_pairs {source}")
    con.execute(sql("fresh_pairs"))
    con.execute("DROP TABLE dataset_pairs")
