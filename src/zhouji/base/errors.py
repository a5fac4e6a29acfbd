"""The errors of the whole house; every room derives its own from these.

ZhoujiError
├── Faults            several faults of one file, form or folder, told together
├── (catalogue, ingest, link, facts, rules, policies: see each room's errors.py)
└── (pipeline, office, demo, cli: likewise)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class ZhoujiError(Exception):
    """What happened, with what, and the next step."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it stands (file:line field), what is wrong, how to mend it."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. Mend: {self.mend}"


class Faults(ZhoujiError):
    """All faults of one piece of content, none held back."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: list[Fault] = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
