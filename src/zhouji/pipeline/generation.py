"""The published generation: one run's derived files, built aside, published at once, two kept."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from zhouji.engine.base.pool import Pool, write_durably

KEPT = 2
NAME = re.compile(r"\d{6,}")
META = "meta.json"
FORMAT = 2  # raise it when the files of a generation change: the next run then builds all anew


@dataclass
class Meta:
    """What a generation was made of: its day, its batches, the content it ran on.

    `format` says how its files are laid out; those of another one are not read.
    """

    generation: str
    as_of: str
    content: str
    batches: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    full: bool = True
    known: dict[str, Any] = field(default_factory=dict)
    format: int = 1

    @classmethod
    def read(cls, folder: Path) -> Meta:
        return cls(**json.loads((folder / META).read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        write_durably(folder / META, json.dumps(asdict(self), ensure_ascii=False).encode())


def next_name(pool: Pool) -> str:
    """A name later than every generation's so far."""
    taken = [int(folder.name) for folder in _generations(pool)]
    return f"{max(taken, default=0) + 1:06d}"


def _generations(pool: Pool) -> list[Path]:
    """The folders that runs named, oldest first; whatever else lies there is not ours."""
    return sorted(p for p in pool.derived.glob("[0-9]*") if NAME.fullmatch(p.name) and p.is_dir())


def readable(pool: Pool) -> Path | None:
    """The published generation, unless an earlier version of the program laid out its files."""
    folder = pool.current()
    return folder if folder and Meta.read(folder).format == FORMAT else None


def start(pool: Pool) -> Path:
    """An empty folder to build in; what a killed run left half-built goes away."""
    pool.derived.mkdir(parents=True, exist_ok=True)
    for left in pool.derived.glob(".building-*"):  # the run's lock is ours: nobody builds in it
        shutil.rmtree(left)
    current = pool.current()
    for folder in _generations(pool):
        if current is not None and folder.name > current.name:
            shutil.rmtree(folder)
    building = pool.derived / f".building-{os.getpid()}"
    building.mkdir()
    return building


def drop(building: Path) -> None:
    """Leave nothing of a building that is not to be published."""
    shutil.rmtree(building)


def publish(pool: Pool, building: Path, meta: Meta) -> Path:
    """Name the finished folder, make it durable and point readers at it."""
    meta.write(building)
    for file in building.iterdir():
        sync(file)
    sync(building)
    folder = building.rename(pool.derived / meta.generation)
    sync(pool.derived)
    pool.publish(meta.generation)
    return folder


def prune(pool: Pool) -> None:
    """Keep the current generation and the one before it."""
    current = pool.current()
    older = [p for p in _generations(pool) if current and p.name < current.name]
    for folder in older[: max(0, len(older) - (KEPT - 1))]:
        shutil.rmtree(folder)


def sync(path: Path) -> None:
    """Force a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
