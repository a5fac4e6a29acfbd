"""How a generation is published: built aside, made durable, pointed at; two are kept."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from zhouji.base.data_directory import Pool, write_durably
from zhouji.engine.generation.receipt import (
    FORMAT,
    GenerationReceipt,
    keep,
    read_receipt_of,
    write_receipt_of,
)

KEPT = 2
NAME = re.compile(r"\d{6,}")
POINTER = "CURRENT"
APPLIED = "leads.applied"


def current(pool: Pool) -> Path | None:
    """Folder of the published generation; None before the first run."""
    pointer = pool.derived / POINTER
    if not pointer.is_file():
        return None
    folder = pool.derived / pointer.read_text(encoding="utf-8").strip()
    return folder if folder.is_dir() else None


def readable(pool: Pool) -> Path | None:
    """The published generation, unless an earlier version of the program laid out its files."""
    folder = current(pool)
    return folder if folder and read_receipt_of(folder).format == FORMAT else None


def next_name(pool: Pool) -> str:
    """A name later than every generation's so far."""
    taken = [int(folder.name) for folder in _generations(pool)]
    taken += [int(p.stem) for p in pool.generations.glob("[0-9]*.json")]
    return f"{max(taken, default=0) + 1:06d}"


def _generations(pool: Pool) -> list[Path]:
    """The folders that runs named, the oldest first; whatever else lies there is not ours."""
    return sorted(p for p in pool.derived.glob("[0-9]*") if NAME.fullmatch(p.name) and p.is_dir())


def start(pool: Pool) -> Path:
    """An empty folder to build in; what a killed run left half-built goes away."""
    pool.derived.mkdir(parents=True, exist_ok=True)
    for left in pool.derived.glob(".building-*"):  # the run's lock is ours: nobody builds in it
        shutil.rmtree(left)
    published = current(pool)
    for folder in _generations(pool):
        if published is not None and folder.name > published.name:
            shutil.rmtree(folder)
    building = pool.derived / f".building-{os.getpid()}"
    building.mkdir()
    return building


def drop(building: Path) -> None:
    """Leave nothing of a building that is not to be published."""
    shutil.rmtree(building)


def publish(pool: Pool, building: Path, receipt: GenerationReceipt) -> Path:
    """Name the finished folder, make it durable, point readers at it and keep its receipt."""
    write_receipt_of(building, receipt)
    for file in building.iterdir():
        _sync(file)
    _sync(building)
    folder = building.rename(pool.derived / receipt.generation)
    _sync(pool.derived)
    point_at(pool, receipt.generation)
    keep(pool, receipt)
    return folder


def point_at(pool: Pool, generation: str) -> None:
    """Point readers at a finished generation, at once and durably."""
    write_durably(pool.derived / POINTER, generation.encode())


def keep_receipt(pool: Pool) -> None:
    """Keep the receipt of the published generation, which a run killed just then left undone."""
    if folder := readable(pool):
        keep(pool, read_receipt_of(folder))


def prune(pool: Pool) -> None:
    """Keep the tables of the current generation and of the one before it."""
    published = current(pool)
    older = [p for p in _generations(pool) if published and p.name < published.name]
    for folder in older[: max(0, len(older) - (KEPT - 1))]:
        shutil.rmtree(folder)


def mark_applied(folder: Path) -> None:
    """Note that the leads rest on this generation."""
    write_durably(folder / APPLIED, b"")


def is_applied(folder: Path) -> bool:
    """Whether the leads rest on this generation; a run killed in between left it undone."""
    return (folder / APPLIED).exists()


def now() -> str:
    """The moment of publishing, in UTC."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def _sync(path: Path) -> None:
    """Force a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
