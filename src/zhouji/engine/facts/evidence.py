"""Where each fact of a household stems from: dataset, batch, row and since when, looked up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue, Dataset
from zhouji.engine.deliveries import Knowledge
from zhouji.engine.facts.building import knowledge_of
from zhouji.engine.facts.generation import open_facts
from zhouji.engine.facts.models import Fact, FactBook
from zhouji.engine.facts.views import make_subjects, sql
from zhouji.engine.store import connect, rows_sql


@dataclass(frozen=True)
class Citation:
    """One dataset's say in one fact. `rows` 0: the dataset is known and holds nothing of them.

    `batch` is the receipt's number, `row` and `sheet` the newest row as a person sees it in the
    file; `since` the date the source states, else the first day of the newest period; `fresh`
    whether the dataset counted at all.
    """

    subject: str
    subject_id: int
    field: str
    dataset: str
    rows: int
    batch: int | None
    row: int | None
    sheet: str | None
    since: date | None
    fresh: bool


@dataclass(frozen=True)
class _Found:
    rows: int = 0
    batch: int | None = None
    row: int | None = None
    sheet: str | None = None


def cite(
    pool: Pool,
    book: FactBook,
    catalogue: Catalogue,
    folder: Path,
    household_id: int,
    fields: Collection[str] | None = None,
) -> list[Citation]:
    """The sources of a household's and its members' facts (all or `fields`) in a generation.

    The batch is looked up here and not stored with the fact: a snapshot that came again
    unchanged has another batch, yet nothing about the fact has changed.
    """
    persons, households = (table.of(household_id) for table in open_facts(folder))
    knowledge = knowledge_of(persons)
    con = connect(pool, memory="1GB")
    try:
        make_subjects(con, folder, np.array([household_id], np.int64))
        found = {
            name: _rows_of(con, pool, catalogue.datasets[name], knowledge)
            for name in _datasets(book, fields)
        }
    finally:
        con.close()
    cited: list[Citation] = []
    for table, subject in ((persons, "person"), (households, "household")):
        for row in table.to_pylist():
            for fact in book.facts:
                if fact.header.subject == subject:
                    names = [n for n in fact.header.fields if fields is None or n in fields]
                    cited += _cite(fact, names, row, found, knowledge)
    return cited


def _datasets(book: FactBook, fields: Collection[str] | None) -> list[str]:
    named = {
        source
        for fact in book.facts
        for name in fact.header.fields
        if fields is None or name in fields
        for source in fact.sources(name)
    }
    return sorted(named)


def _rows_of(
    con: duckdb.DuckDBPyConnection, pool: Pool, dataset: Dataset, knowledge: Knowledge
) -> dict[int, _Found]:
    """By person_id, and by household_id for the newest row of any member."""
    dates = [field.name for field in dataset.fields if field.type in ("date", "month")]
    newest = f'rows."{dates[0]}"' if dates else "0"
    rows = rows_sql(pool, dataset, frozenset(knowledge.of(dataset.name).current))
    found: dict[int, _Found] = {}
    for person, home, count, origin in con.execute(
        sql("evidence", newest=newest, rows=rows)
    ).fetchall():
        one = _Found(int(count), origin["batch"], origin["row"], origin["sheet"])
        found[person] = one
        others = found[home].rows if home in found else 0
        found[home] = _Found(others + one.rows, one.batch, one.row, one.sheet)
    return found


def _cite(
    fact: Fact,
    names: Iterable[str],
    values: Mapping[str, Any],
    found: Mapping[str, Mapping[int, _Found]],
    knowledge: Knowledge,
) -> Iterable[Citation]:
    subject_id = values[fact.key]
    stated, told_by = (values[f"{fact.header.group}__{end}"] for end in ("valid_from", "source"))
    for name in names:
        for dataset in fact.sources(name):
            known, one = knowledge.of(dataset), found[dataset].get(subject_id, _Found())
            since = stated if stated and dataset == told_by else None
            if since is None and known.period is not None:
                since = known.period.first
            yield Citation(
                fact.header.subject,
                subject_id,
                name,
                dataset,
                one.rows,
                one.batch,
                one.row,
                one.sheet,
                since,
                known.fresh,
            )
