"""The published tables of facts: written whole as Arrow files, opened memory-mapped, merged."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.facts.building import BOOK_KEY, KNOWLEDGE_KEY
from zhouji.engine.facts.errors import WrongFactsFileError
from zhouji.engine.facts.views import Ids

PERSONS = "facts_persons.arrow"
HOUSEHOLDS = "facts_households.arrow"


def save_facts(folder: Path, persons: pa.Table, households: pa.Table) -> None:
    """Write both tables into a generation's folder, uncompressed so that readers map them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in ((PERSONS, persons), (HOUSEHOLDS, households)):
        fresh = folder / f".{name}"
        with fresh.open("wb") as handle:
            with pa.ipc.new_file(handle, table.schema) as writer:
                writer.write_table(table.combine_chunks(), max_chunksize=1 << 30)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(folder / name)


def open_facts(folder: Path) -> tuple[pa.Table, pa.Table]:
    """Both tables of a generation, memory-mapped: no rows are copied.

    Raises:
        WrongFactsFileError: a file is missing its marks of what was known.
    """
    persons, households = (_open(folder / name) for name in (PERSONS, HOUSEHOLDS))
    return persons, households


def merge(
    old: tuple[pa.Table, pa.Table], new: tuple[pa.Table, pa.Table], touched: Ids
) -> tuple[pa.Table, pa.Table]:
    """The old tables with every row of the touched households replaced by the new rows.

    A touched household without new rows is gone. The result says it knows what `new` knows.
    """
    return (
        _merged(old[0], new[0], touched, ("household_id", "person_id")),
        _merged(old[1], new[1], touched, ("household_id",)),
    )


def _merged(old: pa.Table, new: pa.Table, touched: Ids, order: tuple[str, ...]) -> pa.Table:
    homes = old["household_id"].to_numpy()
    kept = old.filter(pa.array(~np.isin(homes, touched))).cast(new.schema)
    both = pa.concat_tables([kept, new]).combine_chunks()
    keys = [both[name].to_numpy() for name in reversed(order)]
    sorted_rows = both.take(pa.array(np.lexsort(keys))).combine_chunks()
    return sorted_rows.replace_schema_metadata(new.schema.metadata)


def _open(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    marks = table.schema.metadata or {}
    if KNOWLEDGE_KEY not in marks or BOOK_KEY not in marks:
        raise WrongFactsFileError(
            f"{path.name} does not say what was known when it was built. "
            "Next: build the generation anew (zhouji run --full)"
        )
    return table


def next_changes(table: pa.Table) -> pa.ChunkedArray:
    """For each row the first day on which one of its groups can change by itself."""
    columns = [table[name] for name in table.column_names if name.endswith("__next_change")]
    return pc.min_element_wise(*columns, skip_nulls=True)
