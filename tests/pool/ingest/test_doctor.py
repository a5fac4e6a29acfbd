"""The doctor finds what is no longer as the receipts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pool.ingest.files import csv_text, delivery, put, wage
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import Receipt, doctor_checks, rebuild, take
from zhouji.pool.ingest.errors import IngestError
from zhouji.pool.store import append, files, records_schema
from zhouji.pool.store.receipts import receipt_path


@pytest.fixture
def taken(pool: Pool, catalogue: Catalogue, tmp_path: Path) -> Receipt:
    path = put(delivery(tmp_path), "w.csv", csv_text([wage(1), wage(2, month="x")]))
    receipt = take(pool, catalogue, path)
    assert isinstance(receipt, Receipt)
    return receipt


def checks(pool: Pool, catalogue: Catalogue) -> list[str]:
    return [finding.check for finding in doctor_checks(pool, catalogue)]


def test_a_whole_pool_has_no_findings(pool: Pool, catalogue: Catalogue, taken: Receipt) -> None:
    assert checks(pool, catalogue) == []


def test_a_changed_and_a_missing_raw_file_are_found(
    pool: Pool, catalogue: Catalogue, taken: Receipt
) -> None:
    pool.received(taken.digest).write_bytes(b"changed")
    assert checks(pool, catalogue) == ["received"]
    pool.received(taken.digest).unlink()
    assert checks(pool, catalogue) == ["received"]


def test_rows_without_a_receipt_are_found(pool: Pool, catalogue: Catalogue, taken: Receipt) -> None:
    receipt_path(pool, taken.batch).unlink()
    assert checks(pool, catalogue) == ["orphans", "orphans"]


def test_a_receipt_that_says_more_than_the_table_holds_is_found(
    pool: Pool, catalogue: Catalogue, taken: Receipt
) -> None:
    path = receipt_path(pool, taken.batch)
    path.write_text(path.read_text().replace('"accepted": 1', '"accepted": 2'))
    assert checks(pool, catalogue) == ["receipts", "tables"]


def test_a_damaged_table_is_found(pool: Pool, catalogue: Catalogue, taken: Receipt) -> None:
    Path(files(pool.records("wages"))[0].path).write_bytes(b"PAR1 no more")
    assert checks(pool, catalogue) == ["tables"]
    next((pool.records("wages") / "_delta_log").glob("*.json")).write_bytes(b"{")
    assert checks(pool, catalogue) == ["tables"]


def test_a_batch_taken_in_halfway_under_other_content_is_put_right(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    """The transaction is in the table, but with other rows than the file now gives."""
    path = put(delivery(tmp_path), "w.csv", csv_text([wage(1), wage(2)]))
    first = take(pool, catalogue, path)
    assert isinstance(first, Receipt)
    receipt_path(pool, first.batch).unlink()
    other = records_schema(catalogue.datasets["wages"]).empty_table()
    assert append(pool, "wages", other, str(first.batch)) is True
    assert take(pool, catalogue, path).batch == first.batch  # type: ignore[union-attr]
    assert checks(pool, catalogue) == []


def test_damaged_tables_are_made_anew_from_what_was_received(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    for n in range(3):
        rows = [wage(n), wage(n + 10, month="x")]
        take(pool, catalogue, put(delivery(tmp_path), f"{n}.csv", csv_text(rows)))
    for place in (pool.records("wages"), pool.refused):
        next((place / "_delta_log").glob("*.json")).write_bytes(b"{")
        Path(next(place.glob("*.parquet"))).write_bytes(b"")
    assert checks(pool, catalogue) == ["tables", "tables"]
    assert rebuild(pool, catalogue, "wages") == 3
    assert rebuild(pool, catalogue, "refused") == 3
    assert checks(pool, catalogue) == []


def test_a_table_is_not_made_anew_under_a_changed_catalogue(
    pool: Pool, catalogue: Catalogue, taken: Receipt
) -> None:
    path = receipt_path(pool, taken.batch)
    path.write_text(path.read_text().replace('"refused": 1', '"refused": 0'))
    with pytest.raises(IngestError, match="other rows"):
        rebuild(pool, catalogue, "wages")
    assert len(files(pool.records("wages"))) == 1
