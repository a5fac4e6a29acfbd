"""Counts what ran by kind, for the table `make test` ends with; a skip becomes a failure."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

KINDS = ("browser", "spark", "postgresql", "kill")
COUNTS = "ZHOUJI_TEST_COUNTS"


def kind_of(nodeid: str, keywords: dict[str, object]) -> str:
    """The kind under which a test is counted."""
    for marker in KINDS:
        if marker in keywords:
            return marker
    if nodeid.startswith("tests/contracts/"):
        return "contract"
    return "property" if "hypothesis" in keywords else "unit"


class Counts:
    """Outcomes by kind; written as JSON where the environment names a file."""

    def __init__(self) -> None:
        self.of: dict[str, Counter[str]] = {}

    def add(self, kind: str, outcome: str) -> None:
        self.of.setdefault(kind, Counter())[outcome] += 1

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.of), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Counting(), "zhouji-counting")


class _Counting:
    def __init__(self) -> None:
        self.counts = Counts()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            kind = kind_of(report.nodeid, dict(report.keywords))
            self.counts.add(kind, "passed" if report.passed else "failed")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.counts.add("collecting", "failed")

    def pytest_sessionfinish(self) -> None:
        if path := os.environ.get(COUNTS):
            self.counts.write(Path(path))


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as a failure here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report
