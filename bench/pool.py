"""A pool's own figures: an increment of 1,000 households against a full run, and explain when warm.

    python bench/pool.py [--people 1000000] [--changed 1000]

Makes a county, runs it whole, hands in one more file that touches the wanted number of households,
runs the increment, runs whole again and compares both row by row. A million people are as many as
in the tables of bench/run.py; from there on it writes docs/benchmarks.md. It takes ten minutes and
8 GB of disk.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pyarrow as pa

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench import page  # noqa: E402 - found from the root
from zhouji.base.data_directory import Pool  # noqa: E402
from zhouji.demo import make_county  # noqa: E402
from zhouji.engine.generation import Generation  # noqa: E402
from zhouji.engine.rulebook import load_policies  # noqa: E402
from zhouji.engine.telling import explain_household  # noqa: E402
from zhouji.pipeline.opening import open_pool  # noqa: E402
from zhouji.pipeline.report import RunReport  # noqa: E402
from zhouji.pipeline.run import run  # noqa: E402
from zhouji.web import configure, migrate  # noqa: E402

CONTENT = ROOT / "counties" / "pinghu"
ASKED = 300


@dataclass(frozen=True)
class Measured:
    """What one pass over a pool took."""

    people: int
    full: RunReport
    part: RunReport
    again: RunReport
    explain_ms: list[float]


def hand_in_changes(pool: Pool, households: int) -> None:
    """One more file of settlements: a bill for one person in each of so many households."""
    published = Generation.open(pool)
    people = published.persons.to_pylist()
    home = {row["person_id"]: row["household_id"] for row in published.members.to_pylist()}
    links = published.links.select(["person_id", "status"]).to_pylist()
    sound = {row["person_id"] for row in links if row["status"] == "exact"}
    random.Random(7).shuffle(people)
    chosen: dict[int, dict[str, object]] = {}
    for person in people:
        if person["person_id"] in sound and person["person_id"] in home:
            chosen.setdefault(home[person["person_id"]], person)
        if len(chosen) == households:
            break
    day = published.day.isoformat()
    place = pool.inbox / "changes" / "D03"
    place.mkdir(parents=True)
    told = {"made_up": True, "delivered_on": day, "period": day[:7], "county": "330498", "seed": 7}
    (place.parent / "delivery.json").write_text(json.dumps(told), encoding="utf-8")
    header = ["身份证号", "姓名", "结算月份", "总费用", "统筹支付", "大病支付", "救助支付"]
    header += ["个人自付", "个人自费", "就诊类型"]
    with (place / "医保结算明细.csv").open("w", encoding="utf-8-sig", newline="") as handle:
        write = csv.writer(handle)
        write.writerow(header)
        for person in chosen.values():
            bill = [day[:7], "9000.00", "4000.00", "0.00", "0.00", "4500.00", "500.00", "住院"]
            write.writerow([person["id_number"], person["name"], *bill])


def without_names(table: pa.Table) -> pa.Table:
    """Without what tells when a row was written, which may differ."""
    return table.replace_schema_metadata(None)


def read_generation(pool: Pool) -> list[pa.Table]:
    """Facts of persons and households, then their results."""
    published = Generation.open(pool)
    tables = [*published.facts.values(), *published.results.values()]
    return [without_names(table.whole()) for table in tables]


def explain_times(pool: Pool) -> list[float]:
    """Milliseconds to explain random households in a process that has the policies loaded."""
    book, published = load_policies(pool.content), Generation.open(pool)
    ids = published.households["household_id"].to_pylist()
    took = []
    for household in random.Random(3).sample(ids, min(ASKED, len(ids))):
        begun = time.perf_counter()
        home, members = published.rows(household)
        explain_household(book, home, members, published.day)
        took.append((time.perf_counter() - begun) * 1000)
    return took[10:]


def measure(place: Path, people: int, changed: int) -> Measured:
    make_county(place / "county", people=people, seed=1, months=1, content=CONTENT, truth=False)
    pool = open_pool(place / "pool", CONTENT)
    configure(pool.root)
    migrate()
    shutil.copytree(place / "county" / "raw", pool.inbox, dirs_exist_ok=True)
    full = run(pool, full=True)
    print("full", full.seconds, flush=True)
    hand_in_changes(pool, changed)
    part = run(pool)
    print("increment", part.seconds, part.screened, flush=True)
    mine, told = read_generation(pool), Generation.open(pool).receipt.digest
    again = run(pool, full=True)
    print("full again", again.seconds, flush=True)
    for number, (one, two) in enumerate(zip(mine, read_generation(pool), strict=True)):
        if not one.equals(two):
            raise SystemExit(f"table {number}: the increment differs from the full run")
    if told != Generation.open(pool).receipt.digest:
        raise SystemExit("the increment has another digest than the full run")
    return Measured(people, full, part, again, explain_times(pool))


def section(found: Measured) -> str:
    """The figures as a table."""
    part, again = found.part, found.again
    stages = [name for name in again.seconds if name != "ingest"]
    lines = [
        f"{found.people:,} registered people, {again.households:,} households. One more file "
        f"touched {part.screened:,} households; the increment and the full run after it gave the "
        "same facts and results, row by row. One pass, no median.",
        "",
        f"Measured {page.machine()}.",
        "",
        "| stage | full run s | increment s | share |",
        "|---|---:|---:|---:|",
    ]
    for name in stages:
        lines.append(_row(name, again.seconds[name], part.seconds.get(name, 0.0)))
    whole = sum(again.seconds[name] for name in stages)
    some = sum(part.seconds.get(name, 0.0) for name in stages)
    lines.append(_row("**together, after ingest**", whole, some))
    ms = found.explain_ms
    lines += [
        "",
        f"Explaining one household in a warm process: median {median(ms):.1f} ms, "
        f"95 of 100 within {quantiles(ms, n=20)[-1]:.1f} ms ({len(ms)} random households).",
    ]
    return "\n".join(lines)


def _row(name: str, whole: float, some: float) -> str:
    share = f"{some / whole:.3f}" if whole else ""
    return f"| {name} | {whole:.2f} | {some:.2f} | {share} |"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--changed", type=int, default=1000)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhouji-pool-") as place:
        found = measure(Path(place), asked.people, asked.changed)
    text = section(found)
    print(text)
    if asked.people >= 1_000_000:
        page.put("pool", text)


if __name__ == "__main__":
    main()
