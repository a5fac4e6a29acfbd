"""Files in: checked rows, refused rows with reasons, a receipt; exactly once."""

from zhouji.pool.ingest.doctor import Finding, doctor_checks
from zhouji.pool.ingest.origin import MADE_UP_KEY, holds_made_up
from zhouji.pool.ingest.outcome import Left, Outcome
from zhouji.pool.ingest.rebuilding import rebuild
from zhouji.pool.ingest.refused import refusals
from zhouji.pool.ingest.taking import take, take_all
from zhouji.pool.store import Receipt, Refusal, receipts, refused_files

__all__ = [
    "MADE_UP_KEY",
    "Finding",
    "Left",
    "Outcome",
    "Receipt",
    "Refusal",
    "doctor_checks",
    "holds_made_up",
    "rebuild",
    "receipts",
    "refusals",
    "refused_files",
    "take",
    "take_all",
]
