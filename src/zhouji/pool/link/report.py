"""What a linking run did and which persons and households it changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from zhouji.pool.link.sqlfiles import sql
from zhouji.pool.store import mapped_view

Ids = NDArray[np.int64]
COMPARED = ("links", "persons", "members", "households")


@dataclass(frozen=True)
class LinkReport:
    """Rows are records, pairs are distinct (number, name); a conflict waits for a human.

    `register_stood`: persons and earlier verdicts were taken over, the register was not read.
    `touched_*` are those whose links, register entry or household changed since the previous
    generation, `moved_pairs` the pairs whose row in `links` can differ from it; None when
    everything was linked anew.
    """

    linked: int = 0
    repaired: int = 0
    conflicts: int = 0
    unlinked: int = 0
    pairs: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    persons: int = 0
    households: int = 0
    judged: int = 0
    register_stood: bool = False
    touched_persons: Ids | None = None
    touched_households: Ids | None = None
    moved_pairs: Ids | None = None


def what_changed(
    con: duckdb.DuckDBPyConnection, previous: Path | None, out: Path, *, stands: bool
) -> LinkReport:
    """Count what `out` holds and compare it with the previous generation.

    Where the register `stands` no person, household or known pair has changed.
    """
    links = mapped_view(con, out, "links")
    counted = con.execute(
        f"SELECT status, reason, count(*), sum(rows) FROM {links} GROUP BY ALL"  # noqa: S608
    ).fetchall()
    rows: dict[str, int] = {}
    pairs: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for status, reason, n_pairs, n_rows in counted:
        rows[status] = rows.get(status, 0) + int(n_rows)
        pairs[status] = pairs.get(status, 0) + int(n_pairs)
        reasons[reason] = reasons.get(reason, 0) + int(n_rows)
    persons, households = _touched(con, previous, out, stands)
    return LinkReport(
        linked=rows.get("exact", 0) + rows.get("repaired", 0),
        repaired=rows.get("repaired", 0),
        conflicts=rows.get("conflict", 0),
        unlinked=rows.get("unlinked", 0),
        pairs=pairs,
        reasons=reasons,
        persons=_count(con, f"{mapped_view(con, out, 'persons')}"),
        households=_count(con, f"{mapped_view(con, out, 'households')}"),
        judged=_count(con, "todo"),
        register_stood=stands,
        touched_persons=persons,
        touched_households=households,
        moved_pairs=None if previous is None else _moved(con),
    )


def _moved(con: duckdb.DuckDBPyConnection) -> Ids:
    """Pairs that were judged, and those of which more rows came."""
    found = con.execute("SELECT pair FROM todo UNION SELECT pair FROM fresh_pairs").fetchnumpy()
    return np.asarray(found["pair"], np.int64)


def _touched(
    con: duckdb.DuckDBPyConnection, previous: Path | None, out: Path, stands: bool
) -> tuple[Ids, Ids] | tuple[None, None]:
    if previous is None:
        return None, None
    if stands:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return _changed(con, previous, out)


def _changed(con: duckdb.DuckDBPyConnection, before: Path, now: Path) -> tuple[Ids, Ids]:
    was, now_is = (
        {table: mapped_view(con, folder, table) for table in COMPARED} for folder in (before, now)
    )
    of_links = sql("changed_links", before=was["links"], links=now_is["links"])
    of_persons = sql("changed_persons", before=was["persons"], now=now_is["persons"])
    con.execute(sql("changed", links=of_links, persons=of_persons))
    parts = {
        f"{table}_{when}": tables[table]
        for table in ("members", "households")
        for when, tables in (("before", was), ("now", now_is))
    }
    households = con.execute(sql("changed_households", **parts)).fetchnumpy()["household_id"]
    persons = con.execute("FROM changed ORDER BY 1").fetchnumpy()["person_id"]
    return np.asarray(persons, np.int64), np.asarray(households, np.int64)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    [(count,)] = con.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
    return int(count)
