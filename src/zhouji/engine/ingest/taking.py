"""Takes files in exactly once: raw kept, rows appended, refused rows appended, then the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from traceback import extract_tb
from typing import BinaryIO

from deltalake.exceptions import DeltaError

from zhouji.engine.base.disk import is_disk_full, telling_full_disk
from zhouji.engine.base.errors import ZhoujiError
from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue
from zhouji.engine.ingest.arrival import Arrival, arrival_of
from zhouji.engine.ingest.batch import batch_number
from zhouji.engine.ingest.errors import IngestError, NotAtRest, WholeFileRefused
from zhouji.engine.ingest.grids import SPREADSHEETS, ZIP, kind_of
from zhouji.engine.ingest.keeping import digest_of, keep
from zhouji.engine.ingest.origin import refuse_mixing, settle
from zhouji.engine.ingest.outcome import NO_DELIVERY, Outcome, left, now, record, refusal_of
from zhouji.engine.ingest.parsing import Job
from zhouji.engine.ingest.reader import Read, Reader
from zhouji.engine.ingest.reasons import of_file
from zhouji.engine.ingest.removing import remove_from_inbox
from zhouji.engine.ingest.resting import Look, look_rested, open_file, refuse_changed
from zhouji.engine.ingest.waiting import Entry, unreadable, waiting
from zhouji.engine.ingest.zipcheck import check_zip
from zhouji.engine.store import (
    Receipt,
    append,
    append_once,
    compact,
    compact_table,
    read_receipt,
    writing,
)
from zhouji.engine.store.errors import StoreError
from zhouji.engine.store.receipts import drop_refusals, write_receipt

Progress = Callable[[int, int], None]


@dataclass
class _File:
    """A file on its way in; what is known of it grows."""

    entry: Entry
    digest: str = ""
    arrival: Arrival | None = None

    @property
    def path(self) -> Path:
        return self.entry.path


@dataclass(frozen=True)
class _Known:
    """A file that was taken in before."""

    file: _File
    receipt: Receipt


@dataclass(frozen=True)
class _Parsed:
    """A file that is read but not yet written to the pool."""

    file: _File
    arrival: Arrival
    read: Read


Found = Outcome | _Known | _Parsed


def take(pool: Pool, catalogue: Catalogue, path: Path, by: str = "system") -> Outcome:
    """Take one file in. Taking the same file twice changes nothing and gives the same receipt."""
    outcomes = take_all(pool, catalogue, [path], by, workers=1)
    if len({one.file for one in outcomes}) != 1:
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

    Gives a Receipt, a Refusal or, for what stays where it lies, a Left for each; one file never
    stops the others. A file of the inbox goes once its receipt exists; where it can't be removed,
    its receipt is followed by a Left, and later by the Left alone.

    Raises:
        DiskFullError: what was finished stays, the next call does the rest.
    """
    outcomes: list[Outcome] = []
    with telling_full_disk(), ExitStack() as stack:
        entries = waiting(pool, paths)
        readers: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(max(1, min(workers, len(entries)))):
            readers.put(stack.enter_context(Reader(pool, catalogue)))
        threads = stack.enter_context(ThreadPoolExecutor(readers.qsize()))
        ahead = _ahead(
            threads, entries, readers.qsize(), lambda e: _read(pool, catalogue, e, by, readers)
        )
        for done, future in enumerate(ahead, start=1):
            outcomes.extend(_finish(pool, catalogue, future.result(), by))
            if progress is not None:
                progress(done, len(entries))
    _tidy(pool, {outcome.dataset for outcome in outcomes if isinstance(outcome, Receipt)})
    return outcomes


def _ahead(
    threads: ThreadPoolExecutor,
    entries: list[Entry],
    workers: int,
    work: Callable[[Entry], Found],
) -> Iterator[Future[Found]]:
    """Read a few files ahead and hand them out in order, so that memory stays bounded."""
    started: list[Future[Found]] = []
    for entry in entries:
        started.append(threads.submit(work, entry))
        if len(started) > workers + 1:
            yield started.pop(0)
    yield from started


def _read(
    pool: Pool, catalogue: Catalogue, entry: Entry, by: str, readers: SimpleQueue[Reader]
) -> Found:
    """What others need not wait for: keep the raw file, see whether it is known, read it."""
    file = _File(entry)
    return _costing_one_file(pool, file, by, lambda: _read_file(pool, catalogue, file, readers))


def _read_file(
    pool: Pool, catalogue: Catalogue, file: _File, readers: SimpleQueue[Reader]
) -> _Known | _Parsed:
    with _opened(file) as handle:
        look = _identified(file, handle)
        arrival = file.arrival = arrival_of(pool, file.path)
        refuse_mixing(pool, arrival.made_up)
        if (receipt := _known(pool, catalogue, arrival, file.digest)) is not None:
            return _Known(file, receipt)
        handle.seek(0)
        suffix = kind_of(file.path.name, handle.read(len(ZIP)))
        raw = keep(pool, handle, file.digest)
        refuse_changed(handle, file.path, look)
    if suffix in SPREADSHEETS:
        _check(raw)
    reader = readers.get()
    try:
        job = Job(raw, arrival.file, suffix, arrival.department, arrival.period, file.digest)
        return _Parsed(file, arrival, reader.read(job))
    finally:
        readers.put(reader)


def _opened(file: _File) -> BinaryIO:
    if file.entry.reason is not None:
        raise WholeFileRefused(file.entry.reason)
    try:
        return open_file(file.path)
    except FileNotFoundError as fault:
        raise WholeFileRefused(of_file("gone")) from fault
    except OSError as fault:
        raise WholeFileRefused(unreadable(fault)) from fault


def _identified(file: _File, handle: BinaryIO) -> Look:
    """How the file looks at rest; its digest is noted."""
    assert file.entry.look is not None
    look = look_rested(handle, file.entry.look)
    try:
        file.digest = digest_of(handle)
    except OSError as fault:
        raise WholeFileRefused(unreadable(fault)) from fault
    return look


def _costing_one_file(pool: Pool, file: _File, by: str, work: Callable[[], Found]) -> Found:
    """Do one file's work; whatever goes wrong is told of this file alone."""
    try:
        return work()
    except NotAtRest as waits:
        return left(pool, file.path, waits.reason)
    except WholeFileRefused as refused:
        reason = refused.reason
    except Exception as fault:
        if is_disk_full(fault):
            raise
        reason = of_file("failed", detail=_where(fault))
    if reason.code in NO_DELIVERY:
        return left(pool, file.path, reason)
    refusal = refusal_of(pool, file.path, file.digest, file.arrival, by, reason)
    return refusal if reason.code == "gone" else record(pool, refusal)


def _where(fault: Exception) -> str:
    """What went wrong without what a library says of it, which may be somebody's data."""
    if isinstance(fault, ZhoujiError):
        return str(fault)
    place = extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}, {Path(place.filename).name}:{place.lineno}"


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


def _finish(pool: Pool, catalogue: Catalogue, found: Found, by: str) -> list[Outcome]:
    """Write a read file to the pool and take it out of the inbox."""
    if isinstance(found, _Parsed):
        parsed = found
        found = _costing_one_file(
            pool, parsed.file, by, lambda: _Known(parsed.file, _write(pool, catalogue, parsed, by))
        )
        return _removed(pool, found) if isinstance(found, _Known) else [found]
    if not isinstance(found, _Known):
        return [found]
    stays = _removed(pool, found)[1:]
    return stays or [found.receipt]


def _removed(pool: Pool, taken: _Known) -> list[Outcome]:
    """The receipt, and why the file still lies in the inbox if it does."""
    reason = remove_from_inbox(pool, taken.file.path, taken.file.digest)
    return [taken.receipt, *([left(pool, taken.file.path, reason)] if reason else [])]


def _write(pool: Pool, catalogue: Catalogue, parsed: _Parsed, by: str) -> Receipt:
    """Append accepted and refused rows; the receipt comes last and makes them count."""
    read = parsed.read
    with writing(pool):
        if (receipt := read_receipt(pool, read.batch)) is not None:
            return receipt
        settle(pool, parsed.arrival.made_up)
        transaction = str(read.batch)
        append(pool, read.dataset, read.accepted, transaction)
        if read.refused.num_rows:
            append_once(pool.refused, read.refused, transaction)
        receipt = _receipt(catalogue, parsed, by)
        write_receipt(pool, receipt)
        drop_refusals(pool, parsed.file.digest, parsed.arrival.file)
    return receipt


def _receipt(catalogue: Catalogue, found: _Parsed, by: str) -> Receipt:
    read, arrival = found.read, found.arrival
    dataset = catalogue.datasets[read.dataset]
    accepted = read.accepted.num_rows
    assert accepted + read.refused_rows == read.rows_in
    return Receipt(
        batch=read.batch,
        dataset=read.dataset,
        department=arrival.department,
        file=arrival.file,
        digest=found.file.digest,
        period=arrival.period,
        known_on=arrival.known_on.isoformat(),
        received_at=now(),
        by=by,
        rows_in=read.rows_in,
        accepted=accepted,
        refused=read.refused_rows,
        sheets=read.sheets,
        made_up=arrival.made_up,
        legal_basis=dataset.basis,
    )


def _tidy(pool: Pool, datasets: set[str]) -> None:
    """Join small files; that is for speed, and a table that can't be read is the doctor's."""
    for dataset in sorted(datasets):
        with suppress(StoreError, DeltaError, OSError), writing(pool):
            compact(pool, dataset)
    with suppress(StoreError, DeltaError, OSError), writing(pool):
        compact_table(pool.refused)
