"""The errors of ingest.

IngestError
├── WholeFileRefused    a file can't be taken in at all; carries reason and mend in two languages
├── NotAtRest           a file that is still being copied is left for the next run
└── ReaderStopped       the limited process that read a file ended (memory, time or a crash)
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError
from zhouji.pool.ingest.reasons import Reason


class IngestError(ZhoujiError):
    """A file couldn't be taken in."""


class WholeFileRefused(IngestError):
    """A whole file is refused: what is wrong with it and what to do."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(f"{reason.en}. Mend: {reason.mend_en}")


class NotAtRest(IngestError):
    """A file is not yet, or no longer, what somebody wanted to hand in."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(f"{reason.en}. Mend: {reason.mend_en}")


class ReaderStopped(IngestError):
    """The process that read a file ended before it answered; `killed` by its limits or a crash."""

    def __init__(self, killed: bool) -> None:
        self.killed = killed
        super().__init__("the reading process ended before it answered")
