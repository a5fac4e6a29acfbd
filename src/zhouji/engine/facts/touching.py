"""Finds the households whose facts can differ from those of the previous generation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.data_directory import Pool
from zhouji.engine.facts.building import BOOK_KEY, knowledge_of
from zhouji.engine.facts.generation import open_facts
from zhouji.engine.facts.models import Fact, FactBook, Read
from zhouji.engine.facts.sql_views import Ids, day_of, sql, sql_day, window_start
from zhouji.pool.catalogue import Catalogue, Dataset
from zhouji.pool.deliveries import Knowledge, Known, gather
from zhouji.pool.link import LinkReport
from zhouji.pool.store import Layered, connect, mapped_view, rows_sql


@dataclass(frozen=True)
class Touched:
    """Households to build anew; `everybody` with the reason where nothing less is sound.

    `groups` are the groups of facts that can differ for any of them: the others' stand. `why`
    counts pairs a dataset moved, and households due by date or changed in linking.
    """

    households: Ids
    groups: frozenset[str] = frozenset()
    everybody: str | None = None
    why: dict[str, int] = field(default_factory=dict)


def touched(
    pool: Pool,
    book: FactBook,
    catalogue: Catalogue,
    previous: Path,
    links: LinkReport,
    links_dir: Path,
    as_of: date,
    *,
    memory: str = "3GB",
) -> Touched:
    """The households that differ between the generation in `previous` and the day `as_of`.

    `links` and `links_dir` are the linking of that day done with `previous`.
    """
    tables = open_facts(previous)
    then, now = knowledge_of(tables[0]), gather(pool, catalogue, as_of)
    reason = _everybody(book, tables[0], then, now, links)
    if reason is not None:
        return Touched(np.zeros(0, np.int64), book.groups(), everybody=reason)
    con = connect(pool, memory=memory)
    try:
        why = _moved(con, pool, book, catalogue, then, now)
        folders = [links_dir] if links.register_stood else [previous, links_dir]
        found = [_of_pairs(con, folder) for folder in folders]
    finally:
        con.close()
    groups = book.groups_reading({name for name, pairs in why.items() if pairs})
    due = {fact.header.group: _due(tables, fact, as_of) for fact in book.facts}
    groups |= {group for group, homes in due.items() if len(homes)}
    linked = links.touched_households
    assert linked is not None  # _everybody saw to it
    if len(linked):
        groups = book.groups()
    why |= {"due": len(np.unique(np.concatenate([*due.values()]))), "linked": len(linked)}
    households = np.unique(np.concatenate([*found, *due.values(), linked]))
    return Touched(households, frozenset(groups), why=why)


def _everybody(
    book: FactBook, persons: Layered, then: Knowledge, now: Knowledge, links: LinkReport
) -> str | None:
    """Why everybody must be built anew; None when less is enough."""
    if persons.schema.metadata[BOOK_KEY].decode() != book.digest:
        return "the fact files changed"
    if now.as_of < then.as_of:
        return "the day lies before the previous one"
    if links.touched_households is None:
        return "everything was linked anew"
    for name in book.reads():
        if then.of(name).fresh != now.of(name).fresh:
            return f"{name} became {'fresh' if now.of(name).fresh else 'stale'}"
        if not set(then.of(name).batches) <= set(now.of(name).batches):
            return f"a batch of {name} is known no more"
    return None


def _moved(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    book: FactBook,
    catalogue: Catalogue,
    then: Knowledge,
    now: Knowledge,
) -> dict[str, int]:
    """Fill table `moved` with the pairs whose rows came, went, left or entered a window."""
    con.execute("CREATE OR REPLACE TEMP TABLE moved (pair BIGINT)")
    why: dict[str, int] = {}
    for name, reads in book.reads().items():
        dataset, before, after = catalogue.datasets[name], then.of(name), now.of(name)
        queries = [_rows_moved(pool, dataset, before, after)]
        queries += [_window_moved(pool, dataset, read, before, after) for read in reads]
        for query in queries:
            if query is None:
                continue
            [(pairs,)] = con.execute(f"INSERT INTO moved {query}").fetchall()
            why[name] = why.get(name, 0) + int(pairs)
    return why


def _rows_moved(pool: Pool, dataset: Dataset, before: Known, after: Known) -> str | None:
    """Rows of new batches against rows of batches that count no more, by their content."""
    came = frozenset(after.current).difference(before.current)
    went = frozenset(before.current).difference(after.current)
    if not came and not went:
        return None
    fields = ", ".join(f'"{item.name}"' for item in dataset.fields) + ", pair"
    fresh, gone = (
        f"SELECT {fields} FROM ({rows_sql(pool, dataset, batches)})"  # noqa: S608
        for batches in (came, went)
    )
    if not went:
        return f"SELECT DISTINCT pair FROM ({fresh}) WHERE pair IS NOT NULL"  # noqa: S608
    return sql("moved_rows", fresh=fresh, gone=gone)


def _window_moved(
    pool: Pool, dataset: Dataset, read: Read, before: Known, after: Known
) -> str | None:
    if read.window_months is None or before.period == after.period:
        return None
    kept = frozenset(before.current).intersection(after.current)
    if before.period is None or after.period is None or not kept:
        return None
    by = next(item for item in dataset.fields if item.name == read.by)
    yearly = by.type == "int"
    return sql(
        "moved_window",
        rows=rows_sql(pool, dataset, kept),
        day=day_of(by),
        start_then=window_start(before.period, read.window_months, yearly),
        end_then=sql_day(before.period.last),
        start_now=window_start(after.period, read.window_months, yearly),
        end_now=sql_day(after.period.last),
    )


def _of_pairs(con: duckdb.DuckDBPyConnection, folder: Path) -> Ids:
    links, members = (mapped_view(con, folder, name) for name in ("links", "members"))
    query = sql("touched_households", links=links, members=members)
    return np.asarray(con.execute(query).fetchnumpy()["household_id"], np.int64)


def _due(tables: tuple[Layered, Layered], fact: Fact, as_of: date) -> Ids:
    """Households of which a fact of this group changes by itself on or before the day."""
    table = tables[0 if fact.header.subject == "person" else 1]
    name = f"{fact.header.group}__next_change"
    of_base = np.setdiff1d(_due_in(table.base, name, as_of), table.replaced)
    return np.concatenate([of_base, _due_in(table.changed, name, as_of)])


def _due_in(table: pa.Table, name: str, as_of: date) -> Ids:
    due = pc.indices_nonzero(pc.less_equal(table[name], pa.scalar(as_of)))
    homes: Ids = table["household_id"].to_numpy()[due.to_numpy()]
    return homes
