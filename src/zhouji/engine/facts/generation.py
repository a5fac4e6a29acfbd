"""The published tables of facts: Arrow files by household, opened memory-mapped."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from zhouji.engine.facts.building import BOOK_KEY, KEYS, KNOWLEDGE_KEY
from zhouji.engine.facts.errors import WrongFactsFileError
from zhouji.engine.facts.sql_views import Ids
from zhouji.pool.store import Layered, open_layered

PERSONS = "facts_persons"
HOUSEHOLDS = "facts_households"
FACT_TABLES = (PERSONS, HOUSEHOLDS)
Facts = tuple[Layered, Layered]


def base_of(persons: pa.Table, households: pa.Table) -> Facts:
    """Both tables as built for everybody."""
    return Layered.of_table(persons), Layered.of_table(households)


def save_facts(folder: Path, persons: Layered, households: Layered) -> None:
    """Write both tables into a generation's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    persons.save(folder, PERSONS)
    households.save(folder, HOUSEHOLDS)


def open_facts(folder: Path) -> Facts:
    """Both tables of a generation, memory-mapped: no rows are copied.

    Raises:
        WrongFactsFileError: a file is missing its marks of what was known.
    """
    return _open(folder, PERSONS), _open(folder, HOUSEHOLDS)


def merge(old: Facts, new: tuple[pa.Table, pa.Table], touched: Ids) -> Facts:
    """The old tables with every row of the touched households replaced by the new rows.

    A touched household without new rows is gone. Groups that `new` leaves out stand as they were.
    The result says it knows what `new` knows.
    """
    return _merged(old[0], new[0], touched), _merged(old[1], new[1], touched)


def _merged(old: Layered, fresh: pa.Table, touched: Ids) -> Layered:
    if fresh.column_names != old.schema.names:
        fresh = _completed(old.of_many(touched), fresh)
    return old.then(fresh, touched)


def _completed(rows: pa.Table, fresh: pa.Table) -> pa.Table:
    """The fresh rows with those columns of the old rows that were not built anew."""
    for key in (name for name in KEYS["person"] if name in rows.column_names):
        if not rows[key].equals(fresh[key]):
            raise WrongFactsFileError(
                f"the {key}s of a partial update are not those of before. "
                "Next: build the generation anew (zhouji run --full)"
            )
    for number, name in enumerate(rows.column_names):
        if name in fresh.column_names:
            rows = rows.set_column(number, fresh.schema.field(name), fresh[name])
    return rows.replace_schema_metadata(fresh.schema.metadata)


def _open(folder: Path, name: str) -> Layered:
    table = open_layered(folder, name)
    marks = table.schema.metadata or {}
    if KNOWLEDGE_KEY not in marks or BOOK_KEY not in marks:
        raise WrongFactsFileError(
            f"{name} does not say what was known when it was built. "
            "Next: build the generation anew (zhouji run --full)"
        )
    return table
