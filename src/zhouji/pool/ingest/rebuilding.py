"""Makes a table anew from the files as received: the pool's tables are never the only copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest.errors import IngestError
from zhouji.pool.ingest.grids import kind_of
from zhouji.pool.ingest.parsing import Job
from zhouji.pool.ingest.reader import Read, Reader
from zhouji.pool.store import Receipt, append_once, receipts, writing

REFUSED = "refused"


def rebuild(pool: Pool, catalogue: Catalogue, table: str) -> int:
    """Read every received file of a table again and put the outcome in the table's place.

    `table` is a dataset's name, or "refused" for the refused rows of all datasets. Receipts stay
    as they are. Gives the number of batches.

    Raises:
        IngestError: a file now gives other counts than its receipt says (the catalogue has
            changed since); the table is left as it was.
        WholeFileRefused: a received file can no longer be read.
    """
    place = pool.refused if table == REFUSED else pool.records(table)
    fresh, old = (pool.root / "tmp" / f"{word}-{table}" for word in ("rebuilt", "replaced"))
    with writing(pool), Reader(pool, catalogue) as reader:
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        found = [one for one in receipts(pool) if table in (one.dataset, REFUSED)]
        for receipt in found:
            rows = _rows(_read_again(pool, reader, receipt), table)
            if rows.num_rows or table != REFUSED:
                append_once(fresh, rows, str(receipt.batch))
        _swap(place, fresh, old)
    return len(found)


def _read_again(pool: Pool, reader: Reader, receipt: Receipt) -> Read:
    raw = pool.received(receipt.digest)
    if not raw.is_file():
        raise IngestError(f"received file {receipt.digest} is missing; put it back first")
    with raw.open("rb") as handle:
        suffix = kind_of(receipt.file, handle.read(4))
    job = Job(raw, receipt.file, suffix, receipt.department, receipt.period, receipt.digest)
    read = reader.read(job)
    counts = (read.batch, read.rows_in, read.refused_rows)
    if counts != (receipt.batch, receipt.rows_in, receipt.refused):
        raise IngestError(
            f"{receipt.file} gives other rows than receipt {receipt.batch} says: "
            "rebuild under the catalogue it was taken in with"
        )
    return read


def _rows(read: Read, table: str) -> pa.Table:
    return read.refused if table == REFUSED else read.accepted


def _swap(place: Path, fresh: Path, old: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(old)
    if fresh.exists():
        fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
