"""Is what was taken in whole? Receipts against raw files, accepted rows and refused rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhouji.base.data_directory import Pool
from zhouji.base.errors import ZhoujiError
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.store import Receipt, files, receipts


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the receipts say; `check` groups findings of a kind."""

    check: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what}. Mend: {self.mend}"


def doctor_checks(pool: Pool, catalogue: Catalogue) -> Iterator[Finding]:
    """Everything that is not as it should be in what was taken in; nothing when all is whole."""
    found = receipts(pool)
    yield from raw_files(pool, found)
    yield from counts(found)
    names = sorted(set(catalogue.datasets) | {receipt.dataset for receipt in found})
    for name in names:
        expected = {r.batch: r.accepted for r in found if r.dataset == name}
        yield from _table(pool.records(name), f"records/{name}", expected)
    refused = {receipt.batch: receipt.refused for receipt in found}
    yield from _table(pool.refused, "refused", refused)


def raw_files(pool: Pool, found: list[Receipt]) -> Iterator[Finding]:
    """Receipts whose file as received is gone or is not what it was."""
    for digest in sorted({receipt.digest for receipt in found}):
        path = pool.received(digest)
        mend = f"put the original file back to received/{digest[:2]}/{digest}"
        if not path.is_file():
            yield Finding("received", f"received file {digest[:12]} is missing", mend)
            continue
        try:
            with path.open("rb") as handle:
                whole = hashlib.file_digest(handle, "sha256").hexdigest() == digest
        except OSError as fault:
            what = f"received file {digest[:12]} can't be read: {fault.strerror}"
            yield Finding("received", what, mend)
            continue
        if not whole:
            yield Finding("received", f"received file {digest[:12]} was changed", mend)


def counts(found: list[Receipt]) -> Iterator[Finding]:
    """Receipts whose rows don't add up."""
    for receipt in found:
        if receipt.accepted + receipt.refused != receipt.rows_in:
            what = f"receipt {receipt.batch}: accepted + refused is not rows in"
            yield Finding("receipts", what, "take the receipt out and ingest the file again")


def _table(path: Path, name: str, expected: dict[int, int]) -> Iterator[Finding]:
    """Batches whose rows in a table are not as many as their receipts say."""
    try:
        held = _held(path)
    except (ZhoujiError, OSError, pa.ArrowException) as fault:
        mend = f"make it anew from the received files: zhouji rebuild --table {path.name}"
        yield Finding("tables", f"table {name} can't be read: {fault}", mend)
        return
    for batch, rows in sorted(expected.items()):
        if held.get(batch, 0) != rows:
            what = f"{name}: batch {batch} holds {held.get(batch, 0)} rows, its receipt says {rows}"
            mend = f"make it anew from the received files: zhouji rebuild --table {path.name}"
            yield Finding("tables", what, mend)
    for batch in sorted(set(held) - set(expected)):
        what = f"{name}: {held[batch]} rows of batch {batch} without a receipt (never read)"
        yield Finding("orphans", what, "ingest the file again; it then gets its receipt")


def _held(path: Path) -> dict[int, int]:
    """Rows a batch in a table; in the refused table a row with several faults counts once."""
    by_row = path.name == "refused"
    keys = ["batch", "sheet", "row"] if by_row else ["batch"]
    held: dict[int, int] = {}
    parts = [pq.read_table(file.path, columns=keys) for file in files(path)]
    if not parts:
        return held
    table = pa.concat_tables(parts)
    if by_row:
        table = table.group_by(keys).aggregate([])
    for entry in pc.value_counts(table["batch"]):
        held[entry["values"].as_py()] = entry["counts"].as_py()
    return held
