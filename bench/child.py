"""Runs one engine once over the bench's tables, in a process of its own; prints what it took.

    python -m bench.child ENGINE FOLDER [--households N] [--results FILE.npz]

The clock starts before the files are opened and stops when every condition's result and every
amount stand in memory. A first run over the same tables warms the engine up and is not counted;
reading policies, building a system and compiling are timed apart as `setup`.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Normal = dict[str, np.ndarray]


@dataclass
class Engine:
    """`read` and `compute` are timed; `normal` brings the results to one form."""

    read: Callable[[], Any]
    compute: Callable[[Any], Any]
    normal: Callable[[Any], Normal]
    write: Callable[[Any, Path], None] | None = None
    warm: bool = True


def ours(folder: Path, households: int | None, evaluator: str = "kernel") -> Engine:
    from bench import ours as engine

    bound = engine.program()

    def read() -> Any:
        return engine.first(engine.load(folder, bound), households)

    def compute(tables: Any) -> Any:
        return engine.compute(bound, tables, evaluator)

    return Engine(read, compute, engine.normal, engine.write, warm=evaluator != "reference")


def polars(folder: Path, households: int | None, engine: str = "in-memory") -> Engine:
    from bench.peers import polars_plan

    def compute(_: Any) -> Any:
        return polars_plan.plan(folder).collect(engine=engine)

    return Engine(lambda: None, compute, polars_plan.normal, polars_plan.write)


def openfisca(folder: Path, households: int | None) -> Engine:
    from bench.openfisca import run

    system = run.CountryTaxBenefitSystem()
    return Engine(lambda: run.load(folder), lambda c: run.compute(system, c), run.normal)


def compiled(folder: Path, households: int | None) -> Engine:
    from bench.peers import compiled as kernel

    return Engine(lambda: kernel.load(folder), kernel.compute, kernel.normal)


def row_loop(folder: Path, households: int | None) -> Engine:
    from bench.peers import row_loop as loop

    return Engine(lambda: loop.load(folder, households), loop.compute, loop.normal, warm=False)


def zen(folder: Path, households: int | None) -> Engine:
    from bench.peers import zen_rules

    rules = zen_rules.decision()
    return Engine(
        lambda: zen_rules.load(folder, households or 10**9),
        lambda records: zen_rules.compute(rules, records),
        zen_rules.normal,
        warm=False,
    )


ENGINES: dict[str, Callable[[Path, int | None], Engine]] = {
    "ours": ours,
    "ours-duckdb": lambda folder, n: ours(folder, n, "duckdb"),
    "ours-spark": lambda folder, n: ours(folder, n, "spark"),
    "ours-reference": lambda folder, n: ours(folder, n, "reference"),
    "polars": polars,
    "polars-streaming": lambda folder, n: polars(folder, n, "streaming"),
    "openfisca": openfisca,
    "compiled": compiled,
    "row-loop": row_loop,
    "zen": zen,
}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("engine", choices=ENGINES)
    words.add_argument("folder", type=Path)
    words.add_argument("--households", type=int)
    words.add_argument("--results", type=Path)
    asked = words.parse_args()
    started = time.perf_counter()
    engine = ENGINES[asked.engine](asked.folder, asked.households)
    if engine.warm:
        engine.compute(engine.read())
    gc.collect()
    worked, opened = time.process_time(), time.perf_counter()
    tables = engine.read()
    read = time.perf_counter()
    result = engine.compute(tables)
    done = time.perf_counter()
    said = {
        "setup": opened - started,
        "read": read - opened,
        "compute": done - read,
        "total": done - opened,
        "cpu": time.process_time() - worked,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if asked.results:
        np.savez(asked.results, **engine.normal(result))
        if engine.write:
            begun = time.perf_counter()
            engine.write(result, asked.results.with_suffix(".parquet"))
            said["write"] = time.perf_counter() - begun
    print(json.dumps(said))


if __name__ == "__main__":
    main()
