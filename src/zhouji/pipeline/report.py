"""What one run did: counts and seconds, as people and programs read them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol


class Progress(Protocol):
    """Is told which stage is under way and how much of it is done."""

    def __call__(self, stage: str, done: int, total: int, /) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


@dataclass
class RunReport:
    """Counts of one run; `seconds` by stage; `touched_share` of all households, 0 to 1."""

    as_of: str = ""
    generation: str = ""
    full: bool = True
    files: int = 0
    rows_in: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    linked: int = 0
    conflicts: int = 0
    unlinked: int = 0
    persons: int = 0
    households: int = 0
    screened: int = 0
    leads: int = 0
    touched_share: float = 1.0
    files_refused: int = 0
    files_left: int = 0
    held: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, progress: Progress) -> Iterator[Callable[[int, int], None]]:
        """Time one stage; yields a function that tells how much of it is done."""
        progress(name, 0, 1)
        start = time.perf_counter()
        try:
            yield lambda done, total: progress(name, done, total)
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)
            progress(name, 1, 1)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
