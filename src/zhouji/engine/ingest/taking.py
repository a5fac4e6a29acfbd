"""Takes files in exactly once: raw kept, rows appended, refused rows appended, then the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from zhouji.engine.base.pool import Pool, write_durably
from zhouji.engine.catalogue import Catalogue
from zhouji.engine.ingest.arrival import DELIVERY, Arrival, arrival_of, name_of
from zhouji.engine.ingest.batch import batch_number
from zhouji.engine.ingest.errors import IngestError, WholeFileRefused
from zhouji.engine.ingest.grids import SPREADSHEETS, ZIP, kind_of
from zhouji.engine.ingest.origin import refuse_mixing, settle
from zhouji.engine.ingest.parsing import Job
from zhouji.engine.ingest.reader import Read, Reader
from zhouji.engine.ingest.reasons import Reason, of_file
from zhouji.engine.ingest.zipcheck import check_zip
from zhouji.engine.store import (
    Receipt,
    Refusal,
    append,
    append_once,
    compact,
    compact_table,
    read_receipt,
    writing,
)
from zhouji.engine.store.receipts import refusal_path, write_receipt, write_refusal

Outcome = Receipt | Refusal
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Waiting:
    """A file that is read but not yet written to the pool."""

    path: Path
    digest: str
    arrival: Arrival
    read: Read


def take(pool: Pool, catalogue: Catalogue, path: Path, by: str = "system") -> Outcome:
    """Take one file in. Taking the same file twice changes nothing and gives the same receipt."""
    outcomes = take_all(pool, catalogue, [path], by, workers=1)
    if len(outcomes) != 1:
        raise IngestError(f"{path} is not one data file; hand in a CSV or Excel file")
    return outcomes[0]


def take_all(
    pool: Pool,
    catalogue: Catalogue,
    paths: Iterable[Path],
    by: str = "system",
    progress: Progress | None = None,
    workers: int = 2,
) -> list[Outcome]:
    """Take files and whole folders in, in the order given; reading runs in `workers` processes.

    Gives a Receipt or, for a file refused whole, a Refusal for each. A file of the inbox goes
    once its receipt exists; what was received stays in the pool.
    """
    listed = list(_files(paths))
    outcomes: list[Outcome] = []
    with ExitStack() as stack:
        readers: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(max(1, min(workers, len(listed)))):
            readers.put(stack.enter_context(Reader(pool, catalogue)))
        threads = stack.enter_context(ThreadPoolExecutor(readers.qsize()))
        ahead = _ahead(
            threads, listed, readers.qsize(), lambda p: _read(pool, catalogue, p, by, readers)
        )
        for path, future in ahead:
            outcome = _finish(pool, catalogue, future.result(), by)
            if isinstance(outcome, Receipt):
                _leave_inbox(pool, path)
            outcomes.append(outcome)
            if progress is not None:
                progress(len(outcomes), len(listed))
    _tidy(pool, {outcome.dataset for outcome in outcomes if isinstance(outcome, Receipt)})
    return outcomes


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to take in; delivery.json is read with those beside it, hidden files are not."""
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        yield from (p for p in inside if p.name != DELIVERY and not p.name.startswith("."))


def _ahead(
    threads: ThreadPoolExecutor,
    paths: list[Path],
    workers: int,
    work: Callable[[Path], Outcome | _Waiting],
) -> Iterator[tuple[Path, Future[Outcome | _Waiting]]]:
    """Read a few files ahead and hand them out in order, so that memory stays bounded."""
    started: list[tuple[Path, Future[Outcome | _Waiting]]] = []
    for path in paths:
        started.append((path, threads.submit(work, path)))
        if len(started) > workers + 1:
            yield started.pop(0)
    yield from started


def _read(
    pool: Pool, catalogue: Catalogue, path: Path, by: str, readers: SimpleQueue[Reader]
) -> Outcome | _Waiting:
    """What others need not wait for: keep the raw file, see whether it is known, read it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return _refusal(pool, path, "", None, by, of_file("gone"))
    digest = hashlib.sha256(content).hexdigest()
    arrival: Arrival | None = None
    try:
        arrival = arrival_of(pool, path)
        refuse_mixing(pool, arrival.made_up)
        if (receipt := _known(pool, catalogue, arrival, digest)) is not None:
            return receipt
        suffix = kind_of(path.name, content)
        raw = _keep(pool, digest, content)
        del content
        if suffix in SPREADSHEETS:
            _check(raw)
        reader = readers.get()
        try:
            job = Job(raw, arrival.file, suffix, arrival.department, arrival.period, digest)
            return _Waiting(path, digest, arrival, reader.read(job))
        finally:
            readers.put(reader)
    except WholeFileRefused as refused:
        with writing(pool):
            return _refuse(pool, path, digest, arrival, by, refused.reason)


def _known(pool: Pool, catalogue: Catalogue, arrival: Arrival, digest: str) -> Receipt | None:
    for dataset in catalogue.of_department(arrival.department):
        batch = batch_number(dataset.name, arrival.period, digest)
        if (receipt := read_receipt(pool, batch)) is not None:
            return receipt
    return None


def _check(raw: Path) -> None:
    with raw.open("rb") as handle:
        head = handle.read(4)
    if head == ZIP:
        check_zip(raw)


def _keep(pool: Pool, digest: str, content: bytes) -> Path:
    raw = pool.received(digest)
    with writing(pool):
        if not raw.is_file() or raw.stat().st_size != len(content):
            write_durably(raw, content)
    return raw


def _refuse(
    pool: Pool, path: Path, digest: str, arrival: Arrival | None, by: str, reason: Reason
) -> Refusal:
    refusal = _refusal(pool, path, digest, arrival, by, reason)
    write_refusal(pool, refusal)
    return refusal


def _refusal(
    pool: Pool, path: Path, digest: str, arrival: Arrival | None, by: str, reason: Reason
) -> Refusal:
    return Refusal(
        digest=digest,
        file=arrival.file if arrival else name_of(pool, path),
        department=arrival.department if arrival else "",
        period=arrival.period if arrival else "",
        received_at=_now(),
        by=by,
        reason=reason.code,
        reason_zh=reason.zh,
        reason_en=reason.en,
        mend_zh=reason.mend_zh,
        mend_en=reason.mend_en,
    )


def _finish(pool: Pool, catalogue: Catalogue, found: Outcome | _Waiting, by: str) -> Outcome:
    """Write a read file to the pool; the receipt comes last and makes it count."""
    if not isinstance(found, _Waiting):
        return found
    read, arrival = found.read, found.arrival
    with writing(pool):
        if (receipt := read_receipt(pool, read.batch)) is not None:
            return receipt
        try:
            settle(pool, arrival.made_up)
        except WholeFileRefused as refused:
            return _refuse(pool, found.path, found.digest, arrival, by, refused.reason)
        transaction = str(read.batch)
        append(pool, read.dataset, read.accepted, transaction)
        if read.refused.num_rows:
            append_once(pool.refused, read.refused, transaction)
        receipt = _receipt(catalogue, found, by)
        write_receipt(pool, receipt)
        refusal_path(pool, found.digest).unlink(missing_ok=True)
    return receipt


def _receipt(catalogue: Catalogue, found: _Waiting, by: str) -> Receipt:
    read, arrival = found.read, found.arrival
    dataset = catalogue.datasets[read.dataset]
    accepted = read.accepted.num_rows
    assert accepted + read.refused_rows == read.rows_in
    return Receipt(
        batch=read.batch,
        dataset=read.dataset,
        department=arrival.department,
        file=arrival.file,
        digest=found.digest,
        period=arrival.period,
        known_on=arrival.known_on.isoformat(),
        received_at=_now(),
        by=by,
        rows_in=read.rows_in,
        accepted=accepted,
        refused=read.refused_rows,
        sheets=read.sheets,
        made_up=arrival.made_up,
        legal_basis=dataset.basis,
    )


def _leave_inbox(pool: Pool, path: Path) -> None:
    if path.resolve().is_relative_to(pool.inbox.resolve()):
        path.unlink(missing_ok=True)


def _tidy(pool: Pool, datasets: set[str]) -> None:
    for dataset in sorted(datasets):
        with writing(pool):
            compact(pool, dataset)
    with writing(pool):
        compact_table(pool.refused)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
