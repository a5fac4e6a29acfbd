"""The policies of bench/content in Zhouji: the same YAML a county writes, the kernel evaluator."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.peers.shape import CONDITIONS, CONTENT, Normal, from_masks
from zhouji.engine.rulebook.book import examine
from zhouji.engine.rules import Outcome, Program, evaluate, pack

AS_OF = date(2025, 9, 30)
Tables = tuple[pa.Table, pa.Table]
Masks = list[tuple[np.ndarray, np.ndarray]]
Result = tuple[Outcome, Masks]


def program() -> Program:
    """The checked and bound policies."""
    examined = examine(CONTENT, today=AS_OF)
    if examined.faults:
        raise SystemExit("\n".join(str(fault) for fault in examined.faults))
    return examined.book.in_force(AS_OF).program


def load(folder: Path, bound: Program) -> Tables:
    """The columns that the program reads; buffering ahead only slows a local file."""
    wanted = ["household_id", "person_id", *bound.persons]
    persons = pq.read_table(folder / "persons.parquet", columns=wanted, pre_buffer=False)
    wanted = ["household_id", *bound.households]
    households = pq.read_table(folder / "households.parquet", columns=wanted, pre_buffer=False)
    return persons, households


def first(tables: Tables, households: int | None) -> Tables:
    """The first households and their persons; everything where no number is given."""
    if households is None:
        return tables
    persons, homes = tables[0], tables[1].slice(0, households)
    last = homes["household_id"][-1].as_py()
    return persons.filter(pc.field("household_id") <= last), homes


def compute(bound: Program, tables: Tables, engine: str = "kernel") -> Result:
    """Every output, and per policy the masks of what is true and what is known."""
    outcome = evaluate(bound, *tables, engine=engine)
    masks = [
        pack([outcome.households[f"{code}.{name}"] for name in (*names, "eligible")])
        for code, names in CONDITIONS.items()
    ]
    return outcome, masks


def normal(result: Result) -> Normal:
    """The results in the form in which they are compared."""
    outcome, masks = result
    amounts = []
    for code in CONDITIONS:
        column = outcome.households[f"{code}.amount"]
        eligible = outcome.households[f"{code}.eligible"]
        amounts.append(
            np.where(eligible.values & eligible.is_known & column.is_known, column.values, 0)
        )
    return from_masks(
        np.array([true for true, _ in masks], dtype=object),
        np.array([known for _, known in masks], dtype=object),
        np.array(amounts),
    )


def write(result: Result, path: Path) -> None:
    """The wide file: eligible, amount and every condition, a row a household."""
    outcome, _ = result
    pq.write_table(pa.table({name: c.to_arrow() for name, c in outcome.households.items()}), path)
