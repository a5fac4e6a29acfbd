"""What became of a file: taken in with a receipt, refused whole, or left where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.base.disk import is_disk_full
from zhouji.pool.ingest.arrival import Arrival, name_of
from zhouji.pool.ingest.reasons import Reason
from zhouji.pool.store import Receipt, Refusal, writing
from zhouji.pool.store.receipts import write_refusal

NO_DELIVERY = ("leftover", "link", "not_a_file")
LATER = ("still_copied", "from_the_future", "changed_after")


@dataclass(frozen=True)
class Left:
    """A file left where it lies, without a record: why, and what to do."""

    file: str
    reason: str
    reason_zh: str
    reason_en: str
    mend_zh: str
    mend_en: str

    @property
    def is_delivery(self) -> bool:
        """Whether somebody handed it in; else it is something that only lies there."""
        return self.reason not in NO_DELIVERY

    @property
    def comes_later(self) -> bool:
        """Whether a later run has to take it."""
        return self.reason in LATER


Outcome = Receipt | Refusal | Left


def left(pool: Pool, path: Path, reason: Reason) -> Left:
    """What is told of a file that stays where it lies."""
    return Left(
        name_of(pool, path), reason.code, reason.zh, reason.en, reason.mend_zh, reason.mend_en
    )


def refusal_of(
    pool: Pool, path: Path, digest: str, arrival: Arrival | None, by: str, reason: Reason
) -> Refusal:
    """Why a file is refused whole; keeps nothing."""
    return Refusal(
        digest=digest,
        file=arrival.file if arrival else name_of(pool, path),
        department=arrival.department if arrival else "",
        period=arrival.period if arrival else "",
        received_at=now(),
        by=by,
        reason=reason.code,
        reason_zh=reason.zh,
        reason_en=reason.en,
        mend_zh=reason.mend_zh,
        mend_en=reason.mend_en,
    )


def record(pool: Pool, refusal: Refusal) -> Refusal:
    """Keep a refusal; where the pool can't be written, it is told all the same."""
    try:
        with writing(pool):
            write_refusal(pool, refusal)
    except OSError as fault:
        if is_disk_full(fault):
            raise
    return refusal


def now() -> str:
    """This second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
