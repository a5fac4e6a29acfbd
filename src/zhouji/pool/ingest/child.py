"""The limited process: reads hostile files under memory and time limits, one after another.

Speaks JSON lines: first the catalogue, then a job a line; answers each with one line and leaves
the rows as Arrow files in the job's folder.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhouji.base.disk import is_disk_full
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.parsing import Job, Parsed, parse
from zhouji.pool.ingest.reasons import of_file

PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Answer jobs from standard input until it ends."""
    memory = int(sys.argv[1])
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    catalogue = Catalogue.model_validate_json(sys.stdin.readline())
    limit_memory(memory)
    for line in sys.stdin:
        answer = _answer(catalogue, json.loads(line))
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sys.stdout.flush()
    return 0


def limit_memory(more: int) -> None:
    """Allow this many bytes above what the process maps now; no core files, no new processes."""
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * PAGE
    resource.setrlimit(resource.RLIMIT_AS, (mapped + more, mapped + more))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """Allow this many seconds of processor time from now on."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(spent.ru_utime + spent.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _answer(catalogue: Catalogue, request: dict[str, Any]) -> dict[str, Any]:
    limit_time(request.pop("seconds"))
    folder = Path(request.pop("folder"))
    job = Job(**(request | {"content": Path(request["content"])}))
    try:
        parsed = parse(catalogue, job)
    except WholeFileRefused as refused:
        return {"refused": asdict(refused.reason)}
    except MemoryError:
        return {"refused": asdict(of_file("over_limits"))}
    try:
        _write(folder / "accepted.arrow", parsed.accepted)
        _write(folder / "refused.arrow", parsed.refused)
    except OSError as fault:
        if is_disk_full(fault):
            return {"disk_full": True}
        raise
    return _summary(parsed)


def _summary(parsed: Parsed) -> dict[str, Any]:
    return {
        "dataset": parsed.dataset.name,
        "batch": parsed.batch,
        "rows_in": parsed.rows_in,
        "refused_rows": parsed.refused_rows,
        "sheets": parsed.sheets,
    }


def _write(path: Path, tables: list[pa.Table]) -> None:
    if not tables:
        return
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)


if __name__ == "__main__":
    sys.exit(main())
