"""Builds the facts of a day: one row a person, one row a household, every group side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.arrow import ARROW
from zhouji.base.data_directory import Pool
from zhouji.engine.facts.errors import NotOneRowError, UnknownCodeError
from zhouji.engine.facts.models import Fact, FactBook, Subject
from zhouji.engine.facts.sql_views import Ids, make_macros, make_subjects, make_views, sql
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.deliveries import Knowledge, gather
from zhouji.pool.store import Layered, connect

TYPE_KEY = "zhouji.type"
KNOWLEDGE_KEY = b"zhouji.knowledge"
BOOK_KEY = b"zhouji.facts"
ORIGINS = ("source", "valid_from", "next_change")
KEYS: dict[Subject, tuple[str, ...]] = {
    "person": ("person_id", "household_id"),
    "household": ("household_id",),
}


def build(
    pool: Pool,
    book: FactBook,
    catalogue: Catalogue,
    as_of: date,
    links_dir: Path,
    only_households: Ids | None = None,
    *,
    memory: str = "3GB",
) -> tuple[pa.Table, pa.Table]:
    """The facts of all persons and all households, or of the chosen households alone.

    Of a book with some groups only, the tables hold those groups' columns beside the keys.
    `links_dir` holds the persons, households, members and links of the same day, under the
    pool's `derived`. Persons are sorted by household_id, person_id, households by household_id.
    Money is int64 fen, a ratio int64 millionths, a code a dictionary, NULL unknown.

    Raises:
        NotOneRowError: a fact's SQL gave no row or several for a subject.
        UnknownCodeError: a fact's SQL gave a code its header does not list.
    """
    knowledge = gather(pool, catalogue, as_of)
    con = connect(pool, memory=memory)
    try:
        make_macros(con, knowledge)
        make_subjects(con, links_dir, only_households)
        make_views(con, pool, catalogue, knowledge, book.reads())
        marks = {KNOWLEDGE_KEY: knowledge.to_json().encode(), BOOK_KEY: book.digest.encode()}
        persons = _side_by_side(con, book, "person", marks)
        return persons, _side_by_side(con, book, "household", marks)
    finally:
        con.close()


def _side_by_side(
    con: duckdb.DuckDBPyConnection, book: FactBook, subject: Subject, marks: dict[bytes, bytes]
) -> pa.Table:
    keys = KEYS[subject]
    fields = [_field(key, pa.int64(), "int") for key in keys]
    columns = _keys(con, subject)
    origins: list[tuple[pa.Field, pa.Array]] = []
    for fact in book.of(subject):
        given = _group(con, fact)
        for name, field in fact.header.fields.items():
            column = _typed(fact, name, field.type, field.codes, given[name])
            fields.append(_field(name, column.type, field.type))
            columns.append(column)
        origins += _origins(fact, given)
    fields += [field for field, _ in origins]
    columns += [column for _, column in origins]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=marks))


def _keys(con: duckdb.DuckDBPyConnection, subject: Subject) -> list[pa.Array]:
    """The ids of all subjects in the order of the published table."""
    listed = ", ".join(KEYS[subject])
    order = ", ".join(sorted(KEYS[subject]))  # by household, then person
    table = con.sql(f"SELECT {listed} FROM {subject}s ORDER BY {order}").to_arrow_table()  # noqa: S608
    return [table[key].combine_chunks() for key in KEYS[subject]]


def _group(con: duckdb.DuckDBPyConnection, fact: Fact) -> pa.RecordBatch:
    """One group's rows in the order of the published table, every subject exactly once."""
    names = [*fact.header.fields, *ORIGINS]
    shown = [_shown(fact, name) for name in names]
    query = sql(
        "group",
        columns=", ".join(shown),
        key=fact.key,
        scope=f"{fact.header.subject}s",
        fact=fact.sql,
        then=", scope.person_id" if fact.header.subject == "person" else "",
    )
    table = con.sql(query).to_arrow_table().combine_chunks()
    [(wanted,)] = con.execute(f"SELECT count(*) FROM {fact.header.subject}s").fetchall()  # noqa: S608
    answered = pc.sum(table["answered"]).as_py() or 0
    if table.num_rows != wanted or answered != wanted:
        raise NotOneRowError(
            f"{fact.file}: {answered} rows for {wanted} {fact.header.subject}s. "
            f"Next: give exactly one row for every {fact.key}"
        )
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _shown(fact: Fact, name: str) -> str:
    field = fact.header.fields.get(name)
    if field is not None and field.type == "ratio":
        return f'CAST(given."{name}" * 1000000 AS BIGINT) AS "{name}"'
    return f'given."{name}"'


def _typed(fact: Fact, name: str, kind: str, codes: list[str] | None, column: pa.Array) -> pa.Array:
    if codes is not None:
        return _coded(fact, name, codes, column)
    return column.cast(ARROW[kind])


def _coded(fact: Fact, name: str, codes: list[str], column: pa.Array) -> pa.DictionaryArray:
    """Text as a dictionary in the header's order, so that equal facts are equal columns."""
    words = pa.array(codes, pa.string())
    numbers = pc.index_in(column.cast(pa.string()), value_set=words)
    if numbers.null_count != column.null_count:
        odd = pc.unique(column.filter(pc.fill_null(pc.is_null(numbers), True)).drop_null())
        raise UnknownCodeError(
            f"{fact.file}: {name} gave {', '.join(map(str, odd.to_pylist()))}, "
            f"not one of {', '.join(codes)}. Next: list the code in the header or map it"
        )
    return pa.DictionaryArray.from_arrays(numbers.cast(pa.int16()), words)


def _origins(fact: Fact, given: pa.RecordBatch) -> list[tuple[pa.Field, pa.Array]]:
    group = fact.header.group
    source = _coded(fact, "source", list(fact.header.reads), given["source"])
    return [
        (_field(f"{group}__source", source.type, "code"), source),
        (_field(f"{group}__valid_from", pa.date32(), "date"), given["valid_from"]),
        (_field(f"{group}__next_change", pa.date32(), "date"), given["next_change"]),
    ]


def _field(name: str, arrow: pa.DataType, kind: str) -> pa.Field:
    return pa.field(name, arrow, metadata={TYPE_KEY: kind})


def knowledge_of(table: pa.Table | Layered) -> Knowledge:
    """What was known when a table of facts was built."""
    return Knowledge.from_json(table.schema.metadata[KNOWLEDGE_KEY])
