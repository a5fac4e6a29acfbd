"""Which rows stand behind each fact of a household: dataset, file, sheet, row and batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from zhouji.base.data_directory import Pool
from zhouji.engine.facts.models import Fact, FactBook, Subject
from zhouji.engine.facts.sql_views import in_window, make_subjects, sql
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.deliveries import Knowledge, gather
from zhouji.pool.store import connect, receipts, rows_sql

MOST = 20  # rows that are named; how many there are is always told


@dataclass(frozen=True)
class SourceRow:
    """One accepted row: where a person finds it in the file that was handed in."""

    dataset: str
    file: str
    sheet: str
    row: int
    batch: int


@dataclass(frozen=True)
class Citation:
    """The rows that the SQL of one fact had before it: of this subject (a household: of all its
    members), of the datasets that decide the fact, within the window in which its group reads
    them, and known and current on that day. `rows` names the newest, `total` counts all.
    """

    rows: tuple[SourceRow, ...] = ()
    total: int = 0


Cited = Mapping[tuple[Subject, int, str], Citation]
Ordered = tuple[tuple[str, int, int], SourceRow]  # date, batch and row; newest last
Found = dict[tuple[Subject, int], list[Ordered]]
NOTHING = Citation()


def cite(
    pool: Pool,
    book: FactBook,
    catalogue: Catalogue,
    as_of: date,
    links_dir: Path,
    households: Collection[int],
    fields: Collection[str] | None = None,
    most: int = MOST,
) -> Cited:
    """The rows behind the facts (all or `fields`) of households and their members, by whose it is.

    `links_dir` holds the links of the same day, as for `build`. A fact without any row is left
    out: its datasets are known and hold nothing of the subject, or are not known. `most` rows of
    each are named.
    """
    knowledge = gather(pool, catalogue, as_of)
    con = connect(pool, memory="1GB")
    try:
        make_subjects(con, links_dir, np.array(list(households), np.int64))
        files = {receipt.batch: receipt.file for receipt in receipts(pool)}
        cited: dict[tuple[Subject, int, str], Citation] = {}
        for fact in book.facts:
            names = [one for one in fact.header.fields if fields is None or one in fields]
            wanted = {dataset for name in names for dataset in fact.sources(name)}
            found = {
                dataset: _rows_of(con, pool, catalogue, knowledge, fact, dataset, files)
                for dataset in sorted(wanted)
            }
            for name in names:
                _cite(cited, fact, name, [found[one] for one in fact.sources(name)], most)
        return cited
    finally:
        con.close()


def _rows_of(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    catalogue: Catalogue,
    knowledge: Knowledge,
    fact: Fact,
    dataset: str,
    files: Mapping[int, str],
) -> Found:
    """A dataset's rows as one group reads them, by person and by household."""
    about, known = catalogue.datasets[dataset], knowledge.of(dataset)
    dates = [field.name for field in about.fields if field.type in ("date", "month")]
    query = sql(
        "evidence",
        newest=f'CAST(rows."{dates[0]}" AS VARCHAR)' if dates else "''",
        window=in_window(about, fact.header.reads[dataset], known),
        rows=rows_sql(pool, about, frozenset(known.current)),
    )
    found: Found = {}
    for person, home, newest, batch, row, sheet in con.execute(query).fetchall():
        said = SourceRow(dataset, files.get(batch, ""), sheet or "", row, batch)
        ordered = ((newest or "", batch, row), said)
        found.setdefault(("person", person), []).append(ordered)
        found.setdefault(("household", home), []).append(ordered)
    return found


def _cite(
    cited: dict[tuple[Subject, int, str], Citation],
    fact: Fact,
    name: str,
    found: Iterable[Found],
    most: int,
) -> None:
    together: dict[int, list[Ordered]] = {}
    for of_dataset in found:
        for (subject, number), rows in of_dataset.items():
            if subject == fact.header.subject:
                together.setdefault(number, []).extend(rows)
    for number, rows in together.items():
        newest = sorted(rows, key=lambda one: one[0], reverse=True)[:most]
        citation = Citation(tuple(row for _, row in newest), len(rows))
        cited[fact.header.subject, number, name] = citation
