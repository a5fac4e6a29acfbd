"""Kills `zhouji run` at random moments, runs it again, and compares with an undisturbed run.

    python tests/trust/kill_runs.py --moments 200 --seed 1

Every moment: a fresh copy of a pool whose inbox is full, `zhouji run` started as a process group
and killed with SIGKILL after a random share of the undisturbed run's time, then run again. The
doctor has to find nothing and the leads have to be those of the undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ZHOUJI = [sys.executable, "-m", "zhouji.cli"]


@dataclass(frozen=True)
class Undisturbed:
    """The pool with a full inbox, the leads a quiet run gives, and the seconds it took."""

    full_inbox: Path
    leads: str
    seconds: float


def zhouji(*words: str) -> str:
    """Run one command to its end; a failure shows what it said."""
    done = subprocess.run([*ZHOUJI, *words], capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"zhouji {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def leads_of(data: Path) -> str:
    """The leads without what the clock of the machine puts into them, in a fixed order."""
    rows = json.loads(zhouji("leads", "--data", str(data), "--json"))
    kept = [{key: row[key] for key in sorted(row) if key != "id"} for row in rows]
    return json.dumps(sorted(kept, key=lambda row: row["household_id"]), ensure_ascii=False)


def prepare(folder: Path, people: int, seed: int) -> Undisturbed:
    """Make the county and the pool, and run it once undisturbed."""
    county, pool, quiet = folder / "county", folder / "pool", folder / "quiet"
    zhouji(
        "county", "make", str(county), "--people", str(people), "--seed", str(seed), "--no-leads"
    )
    zhouji("init", "--data", str(pool), "--content", str(ROOT / "counties" / "pinghu"))
    shutil.copytree(county / "raw", pool / "inbox", dirs_exist_ok=True)
    shutil.copytree(pool, quiet)
    start = time.perf_counter()
    zhouji("run", "--data", str(quiet), "--json")
    seconds = time.perf_counter() - start
    zhouji("doctor", "--data", str(quiet))
    return Undisturbed(pool, leads_of(quiet), seconds)


def disturbed(quiet: Undisturbed, folder: Path, wait: float) -> str | None:
    """Kill one run after `wait` seconds, run again; what is wrong afterwards, or None."""
    data = folder / f"killed-{wait:.4f}"
    shutil.copytree(quiet.full_inbox, data)
    process = subprocess.Popen(
        [*ZHOUJI, "run", "--data", str(data), "--json"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    try:
        zhouji("run", "--data", str(data), "--json")
        zhouji("doctor", "--data", str(data))
        same = leads_of(data) == quiet.leads
    except SystemExit as fault:
        return f"killed after {wait:.3f} s: {fault} (kept at {data})"
    if not same:
        return f"killed after {wait:.3f} s: other leads than undisturbed (kept at {data})"
    shutil.rmtree(data)
    return None


def main(given: list[str] | None = None) -> int:
    """Run the moments two at a time and say how many held."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--moments", type=int, default=200)
    words.add_argument("--people", type=int, default=2000)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args(given)
    folder = Path(tempfile.mkdtemp(prefix="zhouji-trust-"))
    quiet = prepare(folder, asked.people, asked.seed)
    chance = random.Random(asked.seed)
    waits = [chance.uniform(0.3, quiet.seconds * 1.5) for _ in range(asked.moments)]
    print(f"undisturbed run {quiet.seconds:.1f} s, {asked.moments} moments, seed {asked.seed}")
    wrong: list[str] = []
    with ThreadPoolExecutor(2) as pair:
        for count, fault in enumerate(
            pair.map(lambda wait: disturbed(quiet, folder, wait), waits), start=1
        ):
            if fault:
                wrong.append(fault)
                print(fault)
            if count % 10 == 0:
                print(f"{count} of {asked.moments} moments, {len(wrong)} wrong", flush=True)
    print(f"{asked.moments - len(wrong)} passed, {len(wrong)} failed")
    if not wrong:
        shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
