"""A generation's receipt: what it was made of and what it says, enough to compute it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhouji.base.data_directory import Pool, write_durably
from zhouji.pool.store import Receipt

FILE = "meta.json"
FORMAT = 3  # raise it when the files of a generation change: the next run then builds all anew


@dataclass(frozen=True)
class Taken:
    """A batch that was known, with the digest of the file it came in."""

    batch: int
    dataset: str
    digest: str


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, a digest of what they say, and the sum of its base file's rows."""

    rows: int
    digest: str
    base: str


@dataclass(frozen=True)
class GenerationReceipt:
    """What a generation was made of: its day, its batches, its content, the engine; what it says.

    `digest` is one of all tables' content: an increment, a full run and a rerun give the same.
    `format` says how its files are laid out; those of another one are not read.
    """

    generation: str
    as_of: str
    content: str
    batches: tuple[Taken, ...] = ()
    engine: str = ""
    published_at: str = ""
    previous: str | None = None
    full: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, TableSum] = field(default_factory=dict)
    digest: str = ""
    format: int = FORMAT

    @property
    def day(self) -> date:
        """The day that it looks at."""
        return date.fromisoformat(self.as_of)

    @property
    def known(self) -> frozenset[int]:
        """The numbers of its batches."""
        return frozenset(taken.batch for taken in self.batches)


def taken_from(known: Iterable[Receipt]) -> tuple[Taken, ...]:
    """What a generation's receipt says of the deliveries it rests on, by batch."""
    found = [Taken(one.batch, one.dataset, one.digest) for one in known]
    return tuple(sorted(found, key=lambda taken: taken.batch))


def digest_of(tables: Mapping[str, TableSum]) -> str:
    """One digest of all tables."""
    said = "\n".join(f"{name} {table.digest}" for name, table in sorted(tables.items()))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def read_receipt_of(folder: Path) -> GenerationReceipt:
    """The receipt in a generation's folder."""
    return _read(folder / FILE)


def write_receipt_of(folder: Path, receipt: GenerationReceipt) -> None:
    """Put a receipt into the folder of its generation."""
    write_durably(folder / FILE, _bytes(receipt))


def keep(pool: Pool, receipt: GenerationReceipt) -> None:
    """Keep a published generation's receipt for ever, beside the tables, which go."""
    path = pool.generations / f"{receipt.generation}.json"
    if not path.is_file():
        write_durably(path, _bytes(receipt))


def kept(pool: Pool) -> list[GenerationReceipt]:
    """The receipts of all generations that were published, the oldest first."""
    return [_read(path) for path in sorted(pool.generations.glob("[0-9]*.json"))]


def _bytes(receipt: GenerationReceipt) -> bytes:
    return json.dumps(asdict(receipt), ensure_ascii=False, separators=(",", ":")).encode()


def _read(path: Path) -> GenerationReceipt:
    said: dict[str, Any] = json.loads(path.read_bytes())
    if "tables" not in said:
        return _of_earlier_format(said)
    tables = {name: TableSum(**table) for name, table in said.pop("tables").items()}
    batches = tuple(Taken(**taken) for taken in said.pop("batches"))
    return GenerationReceipt(**said, batches=batches, tables=tables)


def _of_earlier_format(said: Mapping[str, Any]) -> GenerationReceipt:
    """What an earlier version of the program wrote: enough to build the next one anew."""
    return GenerationReceipt(
        generation=said["generation"],
        as_of=said["as_of"],
        content=said["content"],
        batches=tuple(Taken(batch, "", "") for batch in said["batches"]),
        format=said.get("format", 1),
    )
