"""Ours against five others on the same tables: identity first, then the clock; writes the table.

    python bench/run.py [--households 350000] [--rounds 5] [--only ours,polars] [--keep]

Each round runs every engine once, in turn, each in a process of its own. An engine that takes
over a minute runs on the first households only and is marked extrapolated. The page is
docs/benchmarks.md; only a run at full size writes it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench import page, tables  # noqa: E402 - found from the root

PEERS = ROOT / "bench" / ".venv-peers" / "bin" / "python"
FULL = 350_000
CORES = 2


@dataclass
class Entry:
    """One line of the table."""

    name: str
    says: str
    peers: bool = True
    share: float = 1.0  # of the households; below 1 the time is extrapolated
    rounds: int | None = None
    took: list[dict[str, float]] = field(default_factory=list)

    def middle(self, what: str) -> float:
        """The median, for all households."""
        scale = 1 if what in ("peak_mb", "setup") else 1 / self.share
        return median(one[what] for one in self.took) * scale


ENTRIES = [
    Entry("ours", "Zhouji, kernel (what `auto` takes)", peers=False),
    Entry("polars", "Polars by hand, one lazy plan, one collect"),
    Entry("polars-streaming", "the same, streaming engine"),
    Entry("openfisca", "OpenFisca, small country package, widened to 64 bits"),
    Entry("compiled", "compiled kernel (numba), the floor"),
    Entry("ours-duckdb", "Zhouji, DuckDB SQL", peers=False, rounds=3),
    Entry("row-loop", "plain Python loop over rows", rounds=2),
    Entry("ours-spark", "Zhouji, Spark SQL, local, 2 cores", peers=False, rounds=1),
    Entry("ours-reference", "Zhouji, reference interpreter", False, share=0.02, rounds=1),
    Entry("zen", "ZEN engine, a decision graph a household", share=0.01, rounds=1),
]


def run(entry: Entry, folder: Path, households: int, results: Path | None) -> dict[str, float]:
    """One run in a process of its own."""
    python = PEERS if entry.peers else Path(sys.executable)
    command = [str(python), "-m", "bench.child", entry.name, str(folder)]
    if entry.share < 1:
        command += ["--households", str(int(households * entry.share))]
    if results:
        command += ["--results", str(results)]
    threads = {"POLARS_MAX_THREADS": str(CORES), "OMP_NUM_THREADS": str(CORES)}
    environment = {**os.environ, **threads, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    if done.returncode:
        raise SystemExit(f"{entry.name} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took


def differences(mine: Path, other: Path) -> list[str]:
    """The result columns in which two engines differ, as far as both went."""
    found = []
    with np.load(mine) as one, np.load(other) as two:
        if set(one.files) != set(two.files):
            return sorted(set(one.files) ^ set(two.files))
        for name in one.files:
            rows = min(len(one[name]), len(two[name]))
            count = int((one[name][:rows] != two[name][:rows]).sum())
            if count or rows == 0:
                found.append(f"{name}: {count} of {rows}")
    return found


def compare(entries: list[Entry], folder: Path, households: int) -> None:
    """Every engine against the first, condition by condition; a difference ends the bench."""
    for entry in entries:
        entry.took.append(run(entry, folder, households, folder / f"{entry.name}.npz"))
        wrong = differences(folder / f"{entries[0].name}.npz", folder / f"{entry.name}.npz")
        took = entry.took[0]
        print(
            f"{entry.name:<18} {took['total']:8.2f} s, differs in {len(wrong)} columns", flush=True
        )
        if wrong:
            raise SystemExit("\n".join(wrong[:20]))


def measure(entries: list[Entry], folder: Path, households: int, rounds: int) -> None:
    """Rounds in turn: A B C, A B C, ...; the comparing run counts as the first."""
    for number in range(1, rounds):
        for entry in entries:
            if number < (entry.rounds or rounds):
                entry.took.append(run(entry, folder, households, None))
                print(
                    f"round {number + 1} {entry.name:<18} {entry.took[-1]['total']:8.2f} s",
                    flush=True,
                )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--households", type=int, default=FULL)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--only", default=",".join(entry.name for entry in ENTRIES))
    asked = words.parse_args()
    entries = [entry for entry in ENTRIES if entry.name in asked.only.split(",")]
    with tempfile.TemporaryDirectory(prefix="zhouji-bench-") as place:
        folder = Path(place)
        persons, households = tables.make(folder, asked.households)
        print(f"{persons:,} persons, {households:,} households, seed {tables.SEED}", flush=True)
        compare(entries, folder, households)
        measure(entries, folder, households, asked.rounds)
    text = page.tables_section(entries, persons, households, asked.rounds)
    print(text)
    if asked.households == FULL and len(entries) == len(ENTRIES):
        page.put("tables", text)


if __name__ == "__main__":
    main()
