"""Collects the distinct pairs of ID number and name of all datasets, each of them once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue, Dataset
from zhouji.pool.deliveries import Knowledge
from zhouji.pool.link.sqlfiles import sql
from zhouji.pool.store import mapped_view, rows_sql

Batches = Callable[[Dataset], frozenset[int]]


def collect(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    catalogue: Catalogue,
    knowledge: Knowledge,
    then: Knowledge | None,
) -> None:
    """Table `fresh_pairs`: the pairs of all batches, or of those new since `then`."""

    def new(dataset: Dataset) -> frozenset[int]:
        seen = then.of(dataset.name).batches if then else ()
        return frozenset(knowledge.of(dataset.name).batches).difference(seen)

    _collect(con, pool, catalogue, new)


def known_pairs(con: duckdb.DuckDBPyConnection, previous: Path | None) -> str:
    """One SELECT of every pair known: the previous generation's and the fresh ones."""
    fresh = "SELECT pair, id, name FROM fresh_pairs"
    if previous is None:
        return fresh
    return f"{fresh} UNION ALL SELECT pair, id, name FROM {mapped_view(con, previous, 'links')}"  # noqa: S608


def choose(con: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """Table `todo`: every pair, or those whose verdict can differ from the previous one.

    Of `fresh_pairs` remain those rows that `todo` has not counted yet.
    """
    if previous is not None:
        links, persons = mapped_view(con, previous, "links"), mapped_view(con, previous, "persons")
        con.execute(sql("todo", links=links, persons=persons))
        return
    con.execute(
        "CREATE OR REPLACE TEMP TABLE todo AS "
        "SELECT pair, id, name, folded(name) AS fold, rows FROM fresh_pairs"
    )
    con.execute("DELETE FROM fresh_pairs")


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
