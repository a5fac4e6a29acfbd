"""A table takes a transaction once and keeps its rows through compaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pool.store.conftest import rows
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.store import append, compact, connect, files, rows_sql
from zhouji.pool.store.errors import UnreadableTableError
from zhouji.pool.store.tables import MANY_FILES

PLACES = [{"name": f"王{n}"} for n in range(3)]


def held(pool: Pool, catalogue: Catalogue, *batches: int) -> list[Any]:
    con = connect(pool)
    sql = rows_sql(pool, catalogue.datasets["veterans"], frozenset(batches))
    found = con.execute(f"SELECT batch, row, name FROM ({sql}) ORDER BY ALL").fetchall()
    con.close()
    return found


def test_a_transaction_is_appended_once(pool: Pool, catalogue: Catalogue) -> None:
    table = rows(catalogue.datasets["veterans"], 7, *PLACES)
    assert append(pool, "veterans", table, "7") is True
    assert append(pool, "veterans", table, "7") is False
    assert len(held(pool, catalogue, 7)) == 3


def test_a_transaction_with_other_rows_replaces_what_was_left_halfway(
    pool: Pool, catalogue: Catalogue
) -> None:
    veterans = catalogue.datasets["veterans"]
    append(pool, "veterans", rows(veterans, 6, *PLACES), "6")
    append(pool, "veterans", rows(veterans, 7, *PLACES), "7")
    assert append(pool, "veterans", rows(veterans, 7, *PLACES[:2]), "7") is True
    assert len(held(pool, catalogue, 6, 7)) == 5


@pytest.mark.parametrize("torn", [b"", b'{"commitInfo":{"time', b"\0" * 200])
def test_a_commit_torn_by_a_power_cut_is_put_aside(
    pool: Pool, catalogue: Catalogue, torn: bytes
) -> None:
    veterans = catalogue.datasets["veterans"]
    for batch in (6, 7):
        append(pool, "veterans", rows(veterans, batch, *PLACES), str(batch))
    newest = max((pool.records("veterans") / "_delta_log").glob("*.json"))
    newest.write_bytes(torn)
    for batch in (7, 8):
        assert append(pool, "veterans", rows(veterans, batch, *PLACES), str(batch)) is True
    assert len(held(pool, catalogue, 6, 7, 8)) == 9


def test_a_data_file_cut_by_a_power_cut_is_written_again(pool: Pool, catalogue: Catalogue) -> None:
    """The commit reached the disk, the rows did not, and there is no receipt yet."""
    veterans = catalogue.datasets["veterans"]
    append(pool, "veterans", rows(veterans, 6, *PLACES), "6")
    append(pool, "veterans", rows(veterans, 7, *PLACES), "7")
    cut = next(file for file in files(pool.records("veterans")) if file.first_batch == 7)
    Path(cut.path).write_bytes(b"")
    assert append(pool, "veterans", rows(veterans, 7, *PLACES), "7") is True
    assert append(pool, "veterans", rows(veterans, 7, *PLACES), "7") is False
    assert len(held(pool, catalogue, 6, 7)) == 6


def test_compaction_keeps_rows_batches_and_transactions(pool: Pool, catalogue: Catalogue) -> None:
    veterans = catalogue.datasets["veterans"]
    for batch in range(MANY_FILES):
        append(pool, "veterans", rows(veterans, batch, *PLACES), str(batch))
    before = held(pool, catalogue, 3, 5)
    assert len(files(pool.records("veterans"))) == MANY_FILES
    assert compact(pool, "veterans") is True
    assert len(files(pool.records("veterans"))) == 1
    assert held(pool, catalogue, 3, 5) == before
    assert append(pool, "veterans", rows(veterans, 3, *PLACES), "3") is False
    assert compact(pool, "veterans") is False


def test_the_log_holds_no_names(pool: Pool, catalogue: Catalogue) -> None:
    append(pool, "veterans", rows(catalogue.datasets["veterans"], 1, *PLACES), "1")
    for entry in (pool.records("veterans") / "_delta_log").iterdir():
        assert "王" not in entry.read_text(encoding="utf-8")


def test_a_field_added_to_the_catalogue_later_is_empty_in_older_rows(
    pool: Pool, catalogue: Catalogue
) -> None:
    veterans = catalogue.datasets["veterans"]
    fewer = veterans.model_copy(update={"fields": veterans.fields[:2]})
    append(pool, "veterans", rows(fewer, 1, *PLACES), "1")
    con = connect(pool)
    sql = rows_sql(pool, veterans, frozenset({1}))
    assert con.execute(f"SELECT count(amount), count(*) FROM ({sql})").fetchall() == [(0, 3)]
    append(pool, "veterans", rows(veterans, 2, {"name": "王", "amount": 5}), "2")
    sql = rows_sql(pool, veterans, frozenset({1, 2}))
    assert con.execute(f"SELECT sum(amount), count(*) FROM ({sql})").fetchall() == [(5, 4)]
    con.close()


def test_a_damaged_log_is_said_to_be_one(pool: Pool, catalogue: Catalogue) -> None:
    append(pool, "veterans", rows(catalogue.datasets["veterans"], 1, *PLACES), "1")
    next((pool.records("veterans") / "_delta_log").glob("*.json")).write_bytes(b"{")
    with pytest.raises(UnreadableTableError, match="veterans"):
        files(pool.records("veterans"))
