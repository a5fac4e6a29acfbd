"""One file on its way in: opened at rest, identified, kept as received, read in the child."""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from queue import SimpleQueue

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest.arrival import Arrival, arrival_of
from zhouji.pool.ingest.batch import batch_number
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.grids import SPREADSHEETS, ZIP, kind_of
from zhouji.pool.ingest.keeping import digest_of, keep
from zhouji.pool.ingest.origin import refuse_mixing
from zhouji.pool.ingest.parsing import Job
from zhouji.pool.ingest.reader import Read, Reader
from zhouji.pool.ingest.reasons import of_file
from zhouji.pool.ingest.resting import Look, look_rested, open_file, refuse_changed
from zhouji.pool.ingest.waiting import Entry, unreadable
from zhouji.pool.ingest.zipcheck import check_zip
from zhouji.pool.store import Receipt, read_receipt


@dataclass
class Incoming:
    """A file on its way in; what is known of it grows."""

    entry: Entry
    digest: str = ""
    arrival: Arrival | None = None

    @property
    def path(self) -> Path:
        return self.entry.path


@dataclass(frozen=True)
class Known:
    """A file that was taken in before."""

    file: Incoming
    receipt: Receipt


@dataclass(frozen=True)
class Checked:
    """A file that is read but not yet written to the pool."""

    file: Incoming
    arrival: Arrival
    read: Read


def read_incoming(
    pool: Pool, catalogue: Catalogue, file: Incoming, readers: SimpleQueue[Reader]
) -> Known | Checked:
    """Keep the file as received and have it read, unless it was taken in before.

    Raises:
        NotAtRest: it is still being copied.
        WholeFileRefused: it can't be taken in; the reason says why.
        DiskFullError: there is no room to keep it.
    """
    with _opened(file) as handle:
        look = _identified(file, handle)
        arrival = file.arrival = arrival_of(pool, file.path)
        refuse_mixing(pool, arrival.made_up)
        if (receipt := _receipt_of(pool, catalogue, arrival, file.digest)) is not None:
            return Known(file, receipt)
        handle.seek(0)
        suffix = kind_of(file.path.name, handle.read(len(ZIP)))
        raw = keep(pool, handle, file.digest)
        refuse_changed(handle, file.path, look)
    if suffix in SPREADSHEETS:
        _check(raw)
    reader = readers.get()
    try:
        job = Job(raw, arrival.file, suffix, arrival.department, arrival.period, file.digest)
        return Checked(file, arrival, reader.read(job))
    finally:
        readers.put(reader)


def _opened(file: Incoming) -> BufferedReader:
    if file.entry.reason is not None:
        raise WholeFileRefused(file.entry.reason)
    try:
        return open_file(file.path)
    except FileNotFoundError as fault:
        raise WholeFileRefused(of_file("gone")) from fault
    except OSError as fault:
        raise WholeFileRefused(unreadable(fault)) from fault


def _identified(file: Incoming, handle: BufferedReader) -> Look:
    """How the file looks at rest; its digest is noted."""
    assert file.entry.look is not None
    look = look_rested(handle, file.entry.look)
    try:
        file.digest = digest_of(handle)
    except OSError as fault:
        raise WholeFileRefused(unreadable(fault)) from fault
    return look


def _receipt_of(pool: Pool, catalogue: Catalogue, arrival: Arrival, digest: str) -> Receipt | None:
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
