"""Rows are read as known by the end of a day, through a connection that reaches the pool only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest

from tests.pool.current import current_rows
from tests.pool.store.conftest import rows
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.store import Receipt, append, connect

Receive = Callable[..., Receipt]


def names(pool: Pool, catalogue: Catalogue, dataset: str, day: str) -> list[str]:
    con = connect(pool)
    found = current_rows(con, pool, catalogue.datasets[dataset], date.fromisoformat(day))
    return sorted(row[0] for row in found.project("name").fetchall())


def test_a_snapshot_is_its_newest_period_known_that_day(
    pool: Pool, catalogue: Catalogue, receive: Receive
) -> None:
    veterans = catalogue.datasets["veterans"]
    receive(veterans, 1, "2025-09-30", {"name": "甲"}, {"name": "乙"})
    receive(veterans, 2, "2025-10-31", {"name": "乙"})
    receive(veterans, 3, "2025-10-31", {"name": "丙"})
    assert names(pool, catalogue, "veterans", "2025-09-29") == []
    assert names(pool, catalogue, "veterans", "2025-10-30") == sorted("甲乙")
    assert names(pool, catalogue, "veterans", "2025-10-31") == sorted("乙丙")


def test_a_stream_adds_up(pool: Pool, catalogue: Catalogue, receive: Receive) -> None:
    wages = catalogue.datasets["wages"]
    receive(wages, 1, "2025-09-30", {"name": "甲"})
    receive(wages, 2, "2025-10-31", {"name": "甲"})
    assert names(pool, catalogue, "wages", "2025-10-30") == ["甲"]
    assert names(pool, catalogue, "wages", "2025-11-01") == ["甲", "甲"]


def test_rows_without_a_receipt_are_never_read(
    pool: Pool, catalogue: Catalogue, receive: Receive
) -> None:
    wages = catalogue.datasets["wages"]
    receive(wages, 5, "2025-09-30", {"name": "甲"})
    append(pool, "wages", rows(wages, 4, {"name": "幽灵"}), "4")
    assert names(pool, catalogue, "wages", "2025-10-30") == ["甲"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('{root}/secret/id.key')",
        "SELECT * FROM read_text('{root}/records/../secret/id.key')",
        "ATTACH '{root}/office.sqlite3'",
        "COPY (SELECT 1) TO '{root}/../out.parquet'",
        "INSTALL httpfs",
        "SET threads = 8",
        "SET enable_external_access = true",
        "SELECT * FROM secret_of_python",
    ],
)
def test_sql_reaches_nothing_but_the_pool_s_tables(pool: Pool, sql: str) -> None:
    secret_of_python: Any = [1]
    assert secret_of_python
    (pool.root / "secret").mkdir(parents=True)
    (pool.root / "secret" / "id.key").write_bytes(b"key")
    con = connect(pool)
    with pytest.raises(duckdb.Error):
        con.execute(sql.format(root=pool.root))
    con.close()
