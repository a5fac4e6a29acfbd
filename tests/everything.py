"""Runs what a change must pass, phase by phase, and prints at the end what ran.

`python tests/everything.py` runs all; name phases to run only those: check, unit, browser, spark,
postgresql, kill. Every phase runs even if an earlier one failed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
APART = ("browser", "spark", "postgresql", "kill")
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Step:
    """One command of a phase; a step that is no pytest run counts as one check."""

    name: str
    command: list[str]
    tests: bool = False


def _tool(name: str, *command: str) -> Step:
    return Step(name, [str(BIN / command[0]), *command[1:]])


def _pytest(name: str, markers: str, *more: str) -> Step:
    return Step(name, [sys.executable, "-m", "pytest", "-m", markers, *more], tests=True)


PHASES: dict[str, list[Step]] = {
    "check": [
        _tool("ruff", "ruff", "check", "--quiet", "."),
        _tool("ruff format", "ruff", "format", "--quiet", "--check", "."),
        _tool("mypy", "mypy"),
        _tool("layers of rooms", "lint-imports", "--no-cache"),
        _tool("content", "zhouji", "policies", "check", "counties/pinghu"),
        _tool("docs are current", "python", "docs/build.py", "--check"),
    ],
    "unit": [_pytest("unit", " and ".join(f"not {mark}" for mark in APART), "-n", "2")],
    **{mark: [_pytest(mark, mark)] for mark in APART},
}


def run(step: Step, counts: dict[str, Counter[str]]) -> bool:
    """Run one step, add its counts; False if it failed."""
    print(f"\n== {step.name}: {' '.join(step.command)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "counts.json"
        environment = {**os.environ, "ZHOUJI_TEST_COUNTS": str(report), "OMP_NUM_THREADS": "1"}
        started = time.monotonic()
        code = subprocess.run(step.command, cwd=ROOT, env=environment).returncode
        print(f"== {step.name}: exit {code}, {time.monotonic() - started:.0f} s", flush=True)
        if not step.tests:
            counts.setdefault("check", Counter())["passed" if code == 0 else "failed"] += 1
            return code == 0
        ran = json.loads(report.read_text()) if report.is_file() else {}
    for kind, outcomes in ran.items():
        counts.setdefault(kind, Counter()).update(outcomes)
    if code == NOTHING_COLLECTED:
        print(f"== {step.name}: no test of this kind was found, which counts as a failure")
    if code != 0 and not any(outcomes.get("failed") for outcomes in ran.values()):
        counts.setdefault(step.name, Counter())["failed"] += 1
    return code == 0


def table(counts: dict[str, Counter[str]]) -> str:
    """What ran, by kind; the last line is the sum."""
    lines = ["", f"{'kind':<14}{'passed':>8}{'failed':>8}"]
    lines += [f"{kind:<14}{n['passed']:>8}{n['failed']:>8}" for kind, n in sorted(counts.items())]
    passed = sum(n["passed"] for n in counts.values())
    failed = sum(n["failed"] for n in counts.values())
    return "\n".join([*lines, "", f"{passed} passed, {failed} failed"])


def main(names: list[str]) -> int:
    wrong = [name for name in names if name not in PHASES]
    if wrong:
        print(f"No phase {', '.join(wrong)}; there are: {', '.join(PHASES)}")
        return 2
    counts: dict[str, Counter[str]] = {}
    good = [run(step, counts) for name in names or PHASES for step in PHASES[name]]
    said = table(counts)
    print(said)
    (ROOT / "var").mkdir(exist_ok=True)
    (ROOT / "var" / "tests.txt").write_text(said + "\n", encoding="utf-8")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
