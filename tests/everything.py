"""Runs what a change must pass, phase by phase, and prints at the end what ran.

`python tests/everything.py` runs all; name phases to run only those: check, unit, browser, spark,
postgresql, kill. Every phase runs even if an earlier one failed. Two steps run side by side, and
what each says comes when it has ended; unit and kill need both cores and run by themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
APART = ("browser", "spark", "postgresql", "kill")
NOTHING_COLLECTED = 5
CORES = 2
TWO = ("-n", str(CORES), "--dist", "worksteal")  # who has ended takes half of the other's rest


@dataclass(frozen=True)
class Step:
    """One command of a phase; a step that is no pytest run counts as one check."""

    name: str
    command: list[str]
    tests: bool = False
    alone: bool = False


def _tool(name: str, *command: str) -> Step:
    return Step(name, [str(BIN / command[0]), *command[1:]])


def _pytest(name: str, markers: str, *more: str) -> Step:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", markers, *more]
    return Step(name, command, tests=True, alone=name in ("unit", "kill"))


PHASES: dict[str, list[Step]] = {
    "check": [
        _tool("ruff", "ruff", "check", "--quiet", "."),
        _tool("ruff format", "ruff", "format", "--quiet", "--check", "."),
        _tool("mypy", "mypy"),
        _tool("layers of rooms", "lint-imports", "--no-cache"),
        _tool("content", "zhouji", "policies", "check", "counties/pinghu"),
        _tool("docs are current", "python", "docs/build.py", "--check"),
    ],
    "unit": [_pytest("unit", " and ".join(f"not {mark}" for mark in APART), *TWO)],
    **{mark: [_pytest(mark, mark)] for mark in APART},
}


@dataclass(frozen=True)
class Ran:
    """What a step gave: its exit status, outcomes by kind, and what it said unless it was shown."""

    step: Step
    code: int
    seconds: float
    outcomes: dict[str, dict[str, int]]
    said: str


def run(step: Step) -> Ran:
    """Run one step; what it says is shown at once where it runs alone, else kept."""
    print(f"== {step.name}: {' '.join(step.command)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "counts.json"
        environment = {**os.environ, "ZHOUJI_TEST_COUNTS": str(report), "OMP_NUM_THREADS": "1"}
        started = time.monotonic()
        kept = {} if step.alone else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(step.command, cwd=ROOT, env=environment, text=True, **kept)
        seconds = time.monotonic() - started
        outcomes = json.loads(report.read_text()) if report.is_file() else {}
    return Ran(step, done.returncode, seconds, outcomes, done.stdout or "")


def tell(ran: Ran, counts: dict[str, Counter[str]]) -> bool:
    """Say how a step ended and add its counts; False if it failed."""
    step, code = ran.step, ran.code
    print(f"\n{ran.said}== {step.name}: exit {code}, {ran.seconds:.0f} s", flush=True)
    if not step.tests:
        counts.setdefault("check", Counter())["passed" if code == 0 else "failed"] += 1
        return code == 0
    for kind, outcomes in ran.outcomes.items():
        counts.setdefault(kind, Counter()).update(outcomes)
    if code == NOTHING_COLLECTED:
        print(f"== {step.name}: no test of this kind was found, which counts as a failure")
    if code != 0 and not any(outcomes.get("failed") for outcomes in ran.outcomes.values()):
        counts.setdefault(step.name, Counter())["failed"] += 1
    return code == 0


def run_all(steps: list[Step], counts: dict[str, Counter[str]]) -> bool:
    """Run what can share the cores side by side, then what needs them all; False if one failed."""
    with ThreadPoolExecutor(CORES) as lanes:
        good = [tell(ran, counts) for ran in lanes.map(run, (s for s in steps if not s.alone))]
    good += [tell(run(step), counts) for step in steps if step.alone]
    return all(good)


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
    good = run_all([step for name in names or PHASES for step in PHASES[name]], counts)
    said = table(counts)
    print(said)
    (ROOT / "var").mkdir(exist_ok=True)
    (ROOT / "var" / "tests.txt").write_text(said + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
