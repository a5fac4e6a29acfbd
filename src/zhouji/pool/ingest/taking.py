"""Takes files in exactly once: raw kept, rows appended, refused rows appended, then the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from traceback import extract_tb
from typing import TypeVar

from zhouji.base.data_directory import Pool
from zhouji.base.disk import is_disk_full, telling_full_disk
from zhouji.base.errors import ZhoujiError
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest.errors import IngestError, NotAtRest, WholeFileRefused
from zhouji.pool.ingest.incoming import Checked, Incoming, Known, read_incoming
from zhouji.pool.ingest.origin import settle
from zhouji.pool.ingest.outcome import NO_DELIVERY, Left, Outcome, left, now, record, refusal_of
from zhouji.pool.ingest.reader import Reader
from zhouji.pool.ingest.reasons import of_file
from zhouji.pool.ingest.removing import remove_from_inbox
from zhouji.pool.ingest.waiting import Entry, waiting
from zhouji.pool.store import (
    Receipt,
    Refusal,
    append,
    append_once,
    compact,
    compact_table,
    read_receipt,
    writing,
)
from zhouji.pool.store.errors import StoreError
from zhouji.pool.store.receipts import drop_refusals, write_receipt

T = TypeVar("T")
Progress = Callable[[int, int], None]
Found = Outcome | Known | Checked


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
    file = Incoming(entry)
    return _costing_one_file(pool, file, by, lambda: read_incoming(pool, catalogue, file, readers))


def _costing_one_file(
    pool: Pool, file: Incoming, by: str, work: Callable[[], T]
) -> T | Refusal | Left:
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


def _finish(pool: Pool, catalogue: Catalogue, found: Found, by: str) -> list[Outcome]:
    """Write a read file to the pool and take it out of the inbox."""
    known: Outcome | Known
    if isinstance(found, Checked):
        write = partial(_write, pool, catalogue, found, by)
        known = _costing_one_file(pool, found.file, by, write)
    else:
        known = found
    if not isinstance(known, Known):
        return [known]
    reason = remove_from_inbox(pool, known.file.path, known.file.digest)
    if reason is None:
        return [known.receipt]
    stays = left(pool, known.file.path, reason)
    return [stays] if known is found else [known.receipt, stays]


def _write(pool: Pool, catalogue: Catalogue, checked: Checked, by: str) -> Known:
    """Append accepted and refused rows; the receipt comes last and makes them count."""
    read = checked.read
    with writing(pool):
        if (receipt := read_receipt(pool, read.batch)) is not None:
            return Known(checked.file, receipt)
        settle(pool, checked.arrival.made_up)
        transaction = str(read.batch)
        append(pool, read.dataset, read.accepted, transaction)
        if read.refused.num_rows:
            append_once(pool.refused, read.refused, transaction)
        receipt = _receipt(catalogue, checked, by)
        write_receipt(pool, receipt)
        drop_refusals(pool, checked.file.digest, checked.arrival.file)
    return Known(checked.file, receipt)


def _receipt(catalogue: Catalogue, found: Checked, by: str) -> Receipt:
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
        with suppress(StoreError, OSError), writing(pool):
            compact(pool, dataset)
    with suppress(StoreError, OSError), writing(pool):
        compact_table(pool.refused)
