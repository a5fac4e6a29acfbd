"""Spares reading the register where nothing new can change who is a person."""

from __future__ import annotations

from pathlib import Path

import duckdb

from zhouji.pool.deliveries import Known
from zhouji.pool.link.sqlfiles import sql
from zhouji.pool.store import mapped_view, share

OF_THE_REGISTER = ("persons", "households", "members", "doubtful")


def take_over(
    con: duckdb.DuckDBPyConnection, before: Path, out: Path, then: Known, now: Known
) -> bool:
    """Share the persons of `before` with `out` and choose the new pairs, if the register stands.

    `then` and `now` are what was and is known of the register. If it stands, every verdict of
    `before` holds too, for a verdict rests on its own pair, the register and the persons alone.
    """
    if not _stands(con, before, then, now):
        return False
    for table in OF_THE_REGISTER:
        share(before / f"{table}.arrow", out / f"{table}.arrow")
    persons, links = (mapped_view(con, before, table) for table in ("persons", "links"))
    con.execute(sql("same_register", persons=persons, links=links))
    return True


def _stands(con: duckdb.DuckDBPyConnection, before: Path, then: Known, now: Known) -> bool:
    """Whether there is neither a new register nor a new witness for one of its damaged numbers."""
    if (then.current, then.earlier) != (now.current, now.earlier):
        return False
    if not (before / "doubtful.arrow").is_file():  # made before this table was kept
        return False
    con.execute(sql("new_pairs", links=mapped_view(con, before, "links")))
    doubtful = mapped_view(con, before, "doubtful")
    witness = con.execute(sql("new_witnesses", doubtful=doubtful)).fetchone()
    return witness is None
