"""Checks a whole content folder: its faults, then all its cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhouji.engine.rulebook.book import load_policies
from zhouji.engine.rulebook.cases import FailedCase, run_cases

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class CheckReport:
    """What a content folder holds and which of its cases fail."""

    policies: int
    indicators: int
    parameters: int
    demo_only: int
    cases: int
    failures: list[FailedCase] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return len({(failure.policy, failure.case) for failure in self.failures})

    def as_json(self) -> dict[str, Any]:
        """The keys that `zhouji policies check --json` prints."""
        return {
            "policies": self.policies,
            "indicators": self.indicators,
            "parameters": self.parameters,
            "demo_only": self.demo_only,
            "cases": self.cases,
            "failed": self.failed,
            "failures": [str(failure) for failure in self.failures],
        }


def check(
    content_dir: Path, *, today: date | None = None, progress: Progress | None = None
) -> CheckReport:
    """Load a content folder and run every case with the reference and the kernel.

    Raises:
        ContentRefusedError: every fault of the folder; no case is run then.
    """
    book = load_policies(content_dir, today)
    codes = list(book.policies)
    failures: list[FailedCase] = []
    for done, code in enumerate(codes, start=1):
        failures += run_cases(book, code)
        if progress:
            progress("cases", done, len(codes))
    return CheckReport(
        policies=len(codes),
        indicators=len(list((content_dir / "indicators").glob("*.yaml"))),
        parameters=len(book.parameters),
        demo_only=sum(
            value.status == "demo_only" for p in book.parameters.values() for value in p.values
        ),
        cases=sum(len(policy.cases) for policy in book.policies.values()),
        failures=failures,
    )
