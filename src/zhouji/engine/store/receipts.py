"""Receipts: one a batch, the commit point of taking a file in; and records of refused files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhouji.engine.base.pool import Pool, write_durably


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


def receipt_path(pool: Pool, batch: int) -> Path:
    """Where a batch's receipt lies."""
    return pool.receipts / f"{batch}.json"


def refusal_path(pool: Pool, digest: str) -> Path:
    """Where the record of a refused file lies."""
    return pool.receipts / f"refused-{digest}.json"


def read_receipt(pool: Pool, batch: int) -> Receipt | None:
    """The receipt of a batch; None where the batch was never finished."""
    path = receipt_path(pool, batch)
    return Receipt(**json.loads(path.read_bytes())) if path.is_file() else None


def receipts(pool: Pool) -> list[Receipt]:
    """Every receipt, by day known, dataset and batch; of a pool as it was known, those known."""
    found = [Receipt(**content) for content in _read_all(pool, "[0-9]*.json")]
    if pool.batches_then is not None:
        found = [receipt for receipt in found if receipt.batch in pool.batches_then]
    return sorted(found, key=lambda r: (r.known_on, r.period, r.dataset, r.batch))


def refused_files(pool: Pool) -> list[Refusal]:
    """Every file that was refused whole, newest first."""
    found = [Refusal(**content) for content in _read_all(pool, "refused-*.json")]
    return sorted(found, key=lambda r: (r.received_at, r.digest), reverse=True)


def write_receipt(pool: Pool, receipt: Receipt) -> None:
    """Make a batch count: from here on its rows are read."""
    write_durably(receipt_path(pool, receipt.batch), _bytes(receipt))


def write_refusal(pool: Pool, refusal: Refusal) -> None:
    """Keep why a file was refused."""
    write_durably(refusal_path(pool, refusal.digest), _bytes(refusal))


def _read_all(pool: Pool, pattern: str) -> Iterator[dict[str, Any]]:
    for path in pool.receipts.glob(pattern):
        found = path.stat()
        yield _read(path, (found.st_ino, found.st_ctime_ns, found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=1 << 16)
def _read(path: Path, _look: tuple[int, ...]) -> dict[str, Any]:
    """A receipt is written once and asked for many times in a run."""
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


def _bytes(content: Receipt | Refusal) -> bytes:
    return json.dumps(asdict(content), ensure_ascii=False, indent=1).encode()
