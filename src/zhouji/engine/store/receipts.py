"""Receipts: one a batch, the commit point of taking a file in; and records of refused files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from zhouji.engine.base.pool import Pool, write_durably
from zhouji.engine.store.errors import BrokenReceiptError


@dataclass(frozen=True)
class Receipt:
    """What was taken in with one file, from whom, when and on which legal basis."""

    batch: int
    dataset: str
    department: str
    file: str
    digest: str
    period: str
    known_on: str
    received_at: str
    by: str
    rows_in: int
    accepted: int
    refused: int
    sheets: list[str]
    made_up: bool
    legal_basis: str

    @property
    def known(self) -> date:
        """The day at whose end these rows are known."""
        return date.fromisoformat(self.known_on)


@dataclass(frozen=True)
class Refusal:
    """Why a whole file was refused, and how to mend it."""

    digest: str
    file: str
    department: str
    period: str
    received_at: str
    by: str
    reason: str
    reason_zh: str
    reason_en: str
    mend_zh: str
    mend_en: str


Noted = TypeVar("Noted", bound=Receipt | Refusal)
_SHAPES: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in (Receipt, Refusal)}


def receipt_path(pool: Pool, batch: int) -> Path:
    """Where a batch's receipt lies."""
    return pool.receipts / f"{batch}.json"


def refusal_path(pool: Pool, digest: str) -> Path:
    """Where the record of a refused file lies."""
    return pool.receipts / f"refused-{digest}.json"


def read_receipt(pool: Pool, batch: int) -> Receipt | None:
    """The receipt of a batch; None where the batch was never finished."""
    path = receipt_path(pool, batch)
    return _built(Receipt, path, path.read_bytes()) if path.is_file() else None


def receipts(pool: Pool) -> list[Receipt]:
    """Every receipt, by day known, dataset and batch; of a pool as it was known, those known."""
    found = list(_read_all(pool, "[0-9]*.json", Receipt))
    if pool.batches_then is not None:
        found = [receipt for receipt in found if receipt.batch in pool.batches_then]
    return sorted(found, key=lambda r: (r.known_on, r.period, r.dataset, r.batch))


def refused_files(pool: Pool) -> list[Refusal]:
    """Every file that was refused whole, newest first."""
    found = list(_read_all(pool, "refused-*.json", Refusal))
    return sorted(found, key=lambda r: (r.received_at, r.digest), reverse=True)


def write_receipt(pool: Pool, receipt: Receipt) -> None:
    """Make a batch count: from here on its rows are read."""
    write_durably(receipt_path(pool, receipt.batch), _bytes(receipt))


def write_refusal(pool: Pool, refusal: Refusal) -> None:
    """Keep why a file was refused."""
    write_durably(refusal_path(pool, refusal.digest), _bytes(refusal))


def _read_all(pool: Pool, pattern: str, kind: type[Noted]) -> Iterator[Noted]:
    for path in pool.receipts.glob(pattern):
        at = path.stat()
        look = (at.st_ino, at.st_ctime_ns, at.st_mtime_ns, at.st_size)
        yield cast("Noted", _read(kind, path, look))  # type: ignore[arg-type]  # a class


@lru_cache(maxsize=1 << 16)
def _read(kind: type[Receipt | Refusal], path: Path, _look: tuple[int, ...]) -> Receipt | Refusal:
    """A receipt is written once and asked for many times in a run."""
    return _built(kind, path, path.read_bytes())


def _built(kind: type[Noted], path: Path, content: bytes) -> Noted:
    try:
        return cast("Noted", _SHAPES[kind].validate_json(content))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BrokenReceiptError(
            f"{path} is not as it was written: {where} {first['msg']}. "
            "Put it back from a backup; until then nothing of the pool can be told"
        ) from fault


def _bytes(content: Receipt | Refusal) -> bytes:
    return json.dumps(asdict(content), ensure_ascii=False, indent=1).encode()
