"""Keeps a limited process to read files with; starts a new one when a file brought it down."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from zhouji.base.data_directory import Pool
from zhouji.base.disk import DiskFullError
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest.errors import IngestError, ReaderStopped, WholeFileRefused
from zhouji.pool.ingest.parsing import Job
from zhouji.pool.ingest.reasons import Reason, of_file
from zhouji.pool.store import records_schema, refused_schema

MEMORY = 1_500_000_000
SECONDS = 60
SECONDS_A_MEGABYTE = 2
GAVE_UP = ("over_limits", "reader_failed")


@dataclass(frozen=True)
class Read:
    """A file's checked rows as the limited process left them."""

    dataset: str
    batch: int
    rows_in: int
    refused_rows: int
    sheets: list[str]
    accepted: pa.Table
    refused: pa.Table


class Reader:
    """One limited process and the folder it leaves rows in; use it in a `with` block."""

    def __init__(self, pool: Pool, catalogue: Catalogue, memory: int = MEMORY) -> None:
        scratch = pool.root / "tmp"
        self._catalogue = catalogue
        self._memory = memory
        self._place = _place_in(scratch)
        self._process: subprocess.Popen[str] | None = None
        self._count = 0
        self._served = 0  # files the running process has read

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop(patience=0)
        self._place.cleanup()

    def read(self, job: Job) -> Read:
        """Have a file read under limits.

        Raises:
            WholeFileRefused: by the reading, or because it took more memory or time than allowed.
            DiskFullError: there was no room for its rows.
        """
        self._count += 1
        folder = Path(self._place.name) / str(self._count)
        folder.mkdir()
        seconds = SECONDS + SECONDS_A_MEGABYTE * (job.content.stat().st_size >> 20)
        request = {**vars(job), "content": str(job.content), "folder": str(folder)}
        answer = self._answer({**request, "seconds": seconds}, seconds)
        if "disk_full" in answer:
            raise DiskFullError
        if "refused" in answer:
            raise WholeFileRefused(Reason(**answer["refused"]))
        dataset = self._catalogue.datasets[answer["dataset"]]
        return Read(
            **answer,
            accepted=_table(folder / "accepted.arrow", records_schema(dataset)),
            refused=_table(folder / "refused.arrow", refused_schema()),
        )

    def _answer(self, request: dict[str, Any], seconds: int) -> dict[str, Any]:
        """Ask; where a process that had read other files before gave up, ask a fresh one.

        Memory that earlier files left mapped must not count against this one.
        """
        for _ in range(2):
            earlier = self._served
            try:
                answer = self._ask(request, seconds)
            except ReaderStopped as stopped:
                code = "over_limits" if stopped.killed else "reader_failed"
                answer = {"refused": asdict(of_file(code))}
            if earlier == 0 or answer.get("refused", {}).get("code") not in GAVE_UP:
                break
            self._stop(patience=0)
        return answer

    def _ask(self, request: dict[str, Any], seconds: int) -> dict[str, Any]:
        try:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except OSError as fault:
            raise ReaderStopped(self._stop()) from fault
        until = time.monotonic() + 2 * seconds
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
        line = process.stdout.readline() if ready else ""
        if not line.endswith("\n"):
            raise ReaderStopped(self._stop())
        self._served += 1
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._served = 0
            self._process = subprocess.Popen(  # noqa: S603 - our own module, fixed arguments
                [sys.executable, "-m", "zhouji.pool.ingest.child", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a crash may print cells
                text=True,
                encoding="utf-8",
                env={**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
            assert self._process.stdin is not None
            self._process.stdin.write(self._catalogue.model_dump_json() + "\n")
        return self._process

    def _stop(self, patience: float = 0.5) -> bool:
        """End the process; True if a signal ended it (or does now), False if it failed itself."""
        process, self._process, self._served = self._process, None, 0
        if process is None:
            return False
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        process.kill()
        process.communicate()
        return process.returncode < 0


def _place_in(scratch: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        _clear_left_over(scratch)
        return tempfile.TemporaryDirectory(dir=scratch, prefix="reading-")
    except OSError as fault:
        raise IngestError(
            f"the pool can't be written to ({scratch}: {fault.strerror}). "
            "Next: give this program's user the right to write to it"
        ) from fault


def _clear_left_over(scratch: Path) -> None:
    """Remove what processes killed more than a day ago left behind."""
    for left in scratch.glob("reading-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime > time.time() - 86_400:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()


def _table(path: Path, schema: pa.Schema) -> pa.Table:
    """The rows of an Arrow file; the file goes, the rows stay mapped as long as they are used."""
    if not path.is_file():
        return schema.empty_table()
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    path.unlink()
    return table
