"""Appends to the pool's Delta tables, once a transaction, and keeps their files few."""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import DeltaError

from zhouji.base.data_directory import Pool
from zhouji.pool.store.errors import StoreError, UnreadableTableError

MANY_FILES = 24
# Opening a table reads every log entry since the last checkpoint; statistics of other columns
# would put names and ID numbers into the log.
_SETTINGS = {"delta.checkpointInterval": "20", "delta.dataSkippingStatsColumns": "batch"}
SMALL_FILE = 16_000_000  # bytes; a file below this is worth joining with others


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of a table and the range of batches in it."""

    path: str
    rows: int
    size: int
    first_batch: int | None
    last_batch: int | None

    def may_hold(self, batches: Sequence[int]) -> bool:
        """Whether a row of these batches, given in ascending order, can lie in the file."""
        if self.first_batch is None or self.last_batch is None:
            return True
        next_up = bisect_left(batches, self.first_batch)
        return next_up < len(batches) and batches[next_up] <= self.last_batch

    def holds_only(self, batches: frozenset[int]) -> bool:
        """Whether every row of the file belongs to these batches."""
        return self.first_batch == self.last_batch and self.first_batch in batches


def open_table(path: Path) -> DeltaTable | None:
    """The Delta table at a path; None where nothing was ever appended.

    Raises:
        UnreadableTableError: the log is damaged.
    """
    if not (path / "_delta_log").is_dir() or not any((path / "_delta_log").glob("*.json")):
        return None
    try:
        return DeltaTable(path)
    except (DeltaError, OSError, ValueError) as fault:
        raise UnreadableTableError(
            f"table {path.name} can't be read: {fault}. Next: zhouji doctor --data DIR"
        ) from fault


def append(pool: Pool, dataset: str, table: pa.Table, transaction: str) -> bool:
    """Append accepted rows once; False if this transaction is in the table already.

    The caller holds the pool's write lock. `transaction` is the batch number as text.
    """
    return append_once(pool.records(dataset), table, transaction)


def append_once(path: Path, table: pa.Table, transaction: str) -> bool:
    """Append to any of the pool's tables once a transaction, durably.

    Nothing is durable before `_sync`; a receipt is written only after it. So what a kill or a
    power cut left behind without a receipt may be cut, and is looked at before it is trusted.

    Raises:
        StoreError: the table can't be read or written.
    """
    drop_torn_commit(path)
    existing = open_table(path)
    version = existing.transaction_version(transaction) if existing else None
    if existing is not None and version is not None:
        if _kept_whole(existing, int(transaction), table.num_rows):
            _sync_all(path, files(path), int(transaction))
            return False
        _take_out(path, int(transaction))
        existing = open_table(path)
    path.mkdir(parents=True, exist_ok=True)
    _write(path, existing, table, Transaction(transaction, (version or 0) + 1))
    _sync_newest(path)
    return True


def _write(
    path: Path, existing: DeltaTable | None, table: pa.Table, transaction: Transaction
) -> None:
    try:
        write_deltalake(
            path if existing is None else existing,
            table,
            mode="append",
            schema_mode="merge",
            configuration=_SETTINGS if existing is None else None,
            commit_properties=CommitProperties(app_transactions=[transaction]),
        )
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # Rust's, which is no Exception
            raise
        raise StoreError(f"table {path.name} could not be appended to: {fault}") from fault


def drop_torn_commit(path: Path) -> None:
    """Put aside a newest log entry that a power cut left unreadable: no receipt rests on it."""
    newest = max((path / "_delta_log").glob("*.json"), default=None)
    if newest is None:
        return
    try:
        entries = _entries(newest)
        whole = bool(entries) and all(isinstance(entry, dict) for entry in entries)
    except ValueError:
        whole = False
    if not whole:
        newest.rename(newest.with_suffix(".torn"))


def files(path: Path) -> list[DataFile]:
    """The files of a table as its log lists them, by path."""
    table = open_table(path)
    return _files_of(table) if table else []


def files_and_columns(path: Path) -> tuple[list[DataFile], set[str]]:
    """The files of a table and the columns it has at the moment."""
    table = open_table(path)
    if table is None:
        return [], set()
    return _files_of(table), {field.name for field in table.schema().fields}


def compact(pool: Pool, dataset: str) -> bool:
    """Join a dataset's small files when there are many; the caller holds the write lock."""
    return compact_table(pool.records(dataset))


def compact_table(path: Path) -> bool:
    """Join the small files of a table when there are many; True if it did.

    Raises:
        StoreError: the table can't be read or written; it stands as it did.
    """
    small = [file for file in files(path) if file.size < SMALL_FILE]
    if len(small) < MANY_FILES:
        return False
    try:
        table = DeltaTable(path)
        table.optimize.compact(target_size=8 * SMALL_FILE)
        table.create_checkpoint()
        _sync_newest(path)
        table.vacuum(retention_hours=7 * 24, dry_run=False)
    except DeltaError as fault:
        raise StoreError(f"small files of table {path.name} can't be joined: {fault}") from fault
    return True


def _files_of(table: DeltaTable) -> list[DataFile]:
    actions = pa.table(table.get_add_actions(flatten=True))
    names = actions.column_names
    nothing = pa.nulls(actions.num_rows)
    low = actions["min.batch"] if "min.batch" in names else nothing
    high = actions["max.batch"] if "max.batch" in names else nothing
    root = Path(str(table.table_uri).removeprefix("file://"))
    rows = zip(
        actions["path"].to_pylist(),
        actions["num_records"].to_pylist(),
        actions["size_bytes"].to_pylist(),
        low.to_pylist(),
        high.to_pylist(),
        strict=True,
    )
    return sorted(
        (DataFile(str(root / name), n or 0, size, a, b) for name, n, size, a, b in rows),
        key=lambda file: file.path,
    )


def _kept_whole(table: DeltaTable, batch: int, rows: int) -> bool:
    """Whether the batch's files can be read to the end and hold as many rows as they should."""
    found = 0
    for file in _files_of(table):
        if file.may_hold([batch]):
            try:
                column = pq.read_table(file.path)["batch"]
            except (OSError, pa.ArrowException):
                return False
            found += pc.sum(pc.equal(column, batch)).as_py() or 0
    return found == rows


def _take_out(path: Path, batch: int) -> None:
    """Take a batch without a receipt out of a table, even where its file can't be read."""
    for file in files(path):
        if file.holds_only(frozenset({batch})):
            Path(file.path).unlink(missing_ok=True)
    DeltaTable(path).repair(dry_run=False)
    DeltaTable(path).delete(f"batch = {batch}")


def _sync_all(path: Path, held: list[DataFile], batch: int) -> None:
    """Force to the disk what an earlier, killed process may have left in the system's memory."""
    for file in held:
        if file.may_hold([batch]):
            _sync(Path(file.path))
    for entry in (path / "_delta_log").glob("*.json"):
        _sync(entry)
    _sync_newest(path)


def _sync_newest(path: Path) -> None:
    """Force the newest commit and the files it adds to the disk: delta-rs leaves that to us."""
    log = path / "_delta_log"
    newest = max(log.glob("*.json"))
    for entry in _entries(newest):
        if added := entry.get("add"):
            _sync(path / added["path"])
    for file in (newest, *log.glob(f"{newest.stem}*.parquet"), log / "_last_checkpoint"):
        if file.exists():
            _sync(file)
    _sync(log)
    _sync(path)


def _entries(log: Path) -> list[Any]:
    # Not splitlines(): a cell in the statistics may hold U+2028, which is no end of a line here.
    lines = log.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
