"""Links every record of the pool to a person of the register, or says why it cannot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from zhouji.base.data_directory import Pool, write_durably
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.deliveries import Knowledge, gather
from zhouji.pool.link.errors import NoRegisterError
from zhouji.pool.link.ids import mint_all
from zhouji.pool.link.pairs import choose, collect, known_pairs
from zhouji.pool.link.report import LinkReport, what_changed
from zhouji.pool.link.same_register import OF_THE_REGISTER, take_over
from zhouji.pool.link.sqlfiles import macros, sql
from zhouji.pool.link.tables import publish
from zhouji.pool.store import connect, mapped_view, rows_sql

REGISTER = "register"
NOTE = "link.json"
RULES = 1  # raise it when the rules of linking change: the next run then links everything anew


def link(
    pool: Pool,
    catalogue: Catalogue,
    as_of: date,
    previous: Path | None,
    out: Path,
    *,
    key: bytes | None = None,
    memory: str = "3GB",
) -> LinkReport:
    """Write persons, households, members, doubtful and links (Arrow) of a day into `out`.

    `previous` is the folder of an earlier generation: only what can have changed since is judged
    anew, with the same result. Both folders lie under the pool's `derived`. `key` seeds minted
    ids; by default the pool's own.

    Raises:
        NoRegisterError: no register of the population is known on that day.
    """
    knowledge = gather(pool, catalogue, as_of)
    if not knowledge.of(REGISTER).current:
        raise NoRegisterError(
            f"no register of the population is known on {as_of}. "
            "Next: hand in dataset `register`, or choose a later day"
        )
    then = _usable(previous, knowledge)
    before = previous if then else None
    out.mkdir(parents=True, exist_ok=True)
    con = connect(pool, memory=memory)
    try:
        con.execute(macros())
        collect(con, pool, catalogue, knowledge, then)
        stands = (
            before is not None
            and then is not None
            and take_over(con, before, out, then.of(REGISTER), knowledge.of(REGISTER))
        )
        if not stands:
            read_register(con, pool, catalogue, knowledge, before)
            _mint(con, pool.id_key.read_bytes() if key is None else key)
            for table in OF_THE_REGISTER:
                publish(con, table, sql(f"publish_{table}"), out)
            choose(con, before)
        _judge(con, before, out)
        write_durably(out / NOTE, _note(knowledge))
        return what_changed(con, before, out, stands=stands)
    finally:
        con.close()


def is_linked(folder: Path) -> bool:
    """Whether a linking was finished in a folder: the note is written last."""
    return (folder / NOTE).is_file()


def read_register(
    con: duckdb.DuckDBPyConnection,
    pool: Pool,
    catalogue: Catalogue,
    knowledge: Knowledge,
    before: Path | None,
) -> None:
    """Tables `entries`, `doubtful`, `remembered`, `people` and `homes` from the register."""
    register, known = catalogue.datasets[REGISTER], knowledge.of(REGISTER)
    current = f"({rows_sql(pool, register, frozenset(known.current))})"
    con.execute(sql("register", register=current))
    con.execute(sql("remembered", earlier=rows_sql(pool, register, frozenset(known.earlier))))
    con.execute(sql("doubtful"))
    con.execute(sql("vouched", pairs=known_pairs(con, before)))
    con.execute(sql("persons"))
    con.execute(sql("households"))


def _judge(con: duckdb.DuckDBPyConnection, before: Path | None, out: Path) -> None:
    """Write links: the verdicts on `todo`, beside those of `before` that stand."""
    con.execute(sql("judge"))
    con.execute(sql("repair"))
    judged = sql("links")
    if before is not None:
        judged += " UNION ALL BY NAME " + sql("kept", links=mapped_view(con, before, "links"))
    # What a new batch adds to the count of a known pair is added to whichever part it is in.
    publish(con, "links", sql("counted", links=judged), out)


def _mint(con: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Tables `minted` (id, person_id) and `housed` (hukou_no, household_id)."""
    for table, source, text, name in (
        ("minted", "people", "id", "person_id"),
        ("housed", "homes", "hukou_no", "household_id"),
    ):
        texts = con.execute(f"SELECT {text} FROM {source} ORDER BY 1").fetchnumpy()[text].tolist()  # noqa: S608
        numbers = np.array(mint_all(key, texts), dtype=np.int64)
        con.register("fresh_numbers", {text: np.array(texts, dtype=object), name: numbers})
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM fresh_numbers")
        con.unregister("fresh_numbers")


def _note(knowledge: Knowledge) -> bytes:
    return f"{RULES}\n{knowledge.to_json()}".encode()


def _usable(previous: Path | None, now: Knowledge) -> Knowledge | None:
    """What the earlier generation knew, if all of it is still known and the rules are the same."""
    note = previous / NOTE if previous else None
    if note is None or not note.is_file():
        return None
    rules, _, text = note.read_text(encoding="utf-8").partition("\n")
    if rules != str(RULES):
        return None
    then = Knowledge.from_json(text)
    still_known = all(
        set(known.batches) <= set(now.of(name).batches) for name, known in then.datasets.items()
    )
    return then if still_known and then.as_of <= now.as_of else None
