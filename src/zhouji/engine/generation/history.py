"""The history of results: what differed from the run before, appended once a generation."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from zhouji.base.data_directory import Pool
from zhouji.engine.rules import Unit
from zhouji.pool.store import append_once, compact_table, connect, files, quoted, writing

TABLES = {Unit.HOUSEHOLD: "household", Unit.PERSON: "person"}


def append_results(pool: Pool, changed: Mapping[Unit, pa.Table], generation: str) -> None:
    """Append the result rows of those who have others than before, are new or gone."""
    with writing(pool):
        for unit, name in TABLES.items():
            rows = changed[unit]
            if rows.num_rows == 0:
                continue
            run = pa.repeat(pa.scalar(int(generation), pa.int64()), rows.num_rows)
            path = pool.results / name
            append_once(path, rows.append_column("batch", run), str(int(generation)))
            compact_table(path)


def changed_in(pool: Pool, household_id: int) -> list[int]:
    """The numbers of the generations in which results of a household or of a member changed.

    A member is whoever ever was one: who moves to another household changes both.
    """
    con = connect(pool, memory="1GB")
    try:
        homes, people = (_rows(pool, unit) for unit in (Unit.HOUSEHOLD, Unit.PERSON))
        query = (
            f"SELECT batch FROM ({homes}) WHERE household_id = $1 "  # noqa: S608
            f"UNION SELECT batch FROM ({people}) WHERE person_id IN "
            f"(SELECT person_id FROM ({people}) WHERE household_id = $1) ORDER BY 1"
        )
        return [int(batch) for (batch,) in con.execute(query, [household_id]).fetchall()]
    finally:
        con.close()


def _rows(pool: Pool, unit: Unit) -> str:
    """One SELECT of whose results were appended in which generation."""
    keys = "household_id, person_id, batch" if unit is Unit.PERSON else "household_id, batch"
    held = ", ".join(quoted(file.path) for file in files(pool.results / TABLES[unit]))
    if not held:
        nothing = ", ".join(f"NULL::BIGINT AS {key}" for key in keys.split(", "))
        return f"SELECT {nothing} WHERE false"
    return f"SELECT {keys} FROM read_parquet([{held}], union_by_name = true)"  # noqa: S608
