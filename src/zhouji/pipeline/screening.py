"""Screens whom a run derived facts for, keeps the others' results, and tells what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.base.pool import Pool
from zhouji.engine.policies import PolicyBook, Screening, findings, screen
from zhouji.engine.policies.asked_facts import with_asked
from zhouji.engine.policies.reads import reads_the_day
from zhouji.engine.policies.sentences import with_why
from zhouji.engine.rules import Unit
from zhouji.engine.store import Layered, append_once, compact_table, open_layered, writing
from zhouji.pipeline.generation import Meta

Ints = npt.NDArray[np.int64]
UNITS = {Unit.HOUSEHOLD: "households", Unit.PERSON: "persons"}
HISTORY = {Unit.HOUSEHOLD: "household", Unit.PERSON: "person"}
FINDINGS = "findings"


@dataclass(frozen=True)
class Derived:
    """Facts of everybody, and whose were worked out anew (None: everybody's)."""

    persons: Layered
    households: Layered
    touched: Ints | None

    def touched_only(self) -> tuple[pa.Table, pa.Table]:
        """Facts of the touched households and their members."""
        if self.touched is None:
            return self.persons.whole(), self.households.whole()
        return self.persons.of_many(self.touched), self.households.of_many(self.touched)


@dataclass(frozen=True)
class Screened:
    """All results by unit, all findings, and the result rows that differ from the run before."""

    findings: Layered
    changed: dict[Unit, pa.Table]
    screened: int

    def count_leads(self) -> int:
        """Households with at least one finding."""
        return int(pc.count_distinct(self.findings.whole(["household_id"])["household_id"]).as_py())


def moved_by_the_day(
    book: PolicyBook, touched: Ints, previous: Path, before: Meta, day: date
) -> Ints | None:
    """Whom to screen when facts stand still but the day moved on; None means everybody.

    Months missed grow by themselves; rules and figures may have changed; and a policy may ask how
    long ago a day was.
    """
    if before.as_of == day.isoformat():
        return touched
    then, versions = date.fromisoformat(before.as_of), book.versions_on(day)
    other_rules = versions != book.versions_on(then) or book.figures(day) != book.figures(then)
    if other_rules or reads_the_day(versions, book.variables):
        return None
    counting = [one.policy.code for one in versions if one.missed is not None]
    found = open_layered(previous, FINDINGS).whole(["household_id", "policy"])
    growing = found.filter(pc.is_in(found["policy"], value_set=pa.array(counting, pa.string())))
    return np.union1d(touched, _numbers(growing, "household_id"))


def screen_derived(
    book: PolicyBook, derived: Derived, day: date, building: Path, previous: Path | None
) -> Screened:
    """Screen the touched, keep what the generation before says of the others, write both."""
    persons, households = derived.touched_only()
    persons = with_asked(book, persons, Unit.PERSON)
    households = with_asked(book, households, Unit.HOUSEHOLD)
    screening = screen(book, persons, households, day)
    found = findings(screening, book, persons, households)
    found = with_why(book, day, found, persons, households)
    found = found.sort_by([(name, "ascending") for name in ("household_id", "person_id", "policy")])
    told = Layered.of_table(found)
    if previous is not None and derived.touched is not None:
        told = open_layered(previous, FINDINGS).then(found, derived.touched)
    told.save(building, FINDINGS)
    changed = {
        unit: _write_results(
            result_table(screening, unit), derived.touched, name, building, previous
        )
        for unit, name in UNITS.items()
    }
    return Screened(told, changed, len(households))


def result_table(screening: Screening, unit: Unit) -> pa.Table:
    """Per unit: its ids, a digest, and known, true and hundredths of each policy."""
    ids = screening.household_ids
    columns: dict[str, pa.Array] = {"household_id": pa.array(ids)}
    if unit is Unit.PERSON:
        columns = {
            "household_id": pa.array(screening.person_households),
            "person_id": pa.array(screening.person_ids),
        }
    columns["digest"] = pa.array(screening.digest(unit))
    for result in screening.of(unit):
        columns[f"{result.code}__known"] = pa.array(result.known.astype(np.int64))
        columns[f"{result.code}__true"] = pa.array(result.true.astype(np.int64))
        columns[f"{result.code}__fen"] = pa.array(result.fen)
    return pa.table(columns)


def _write_results(
    fresh: pa.Table, touched: Ints | None, name: str, building: Path, previous: Path | None
) -> pa.Table:
    """Write everybody's results; give the rows that were not so before."""
    results = Layered.of_table(fresh)
    if previous is None:
        results.save(building, results_of(name))
        return fresh
    before = open_layered(previous, results_of(name))
    told = [key for key in fresh.column_names if key.endswith("_id") or key == "digest"]
    if touched is None:
        old = before.whole(told)
    else:
        old, results = before.of_many(touched, told), before.then(fresh, touched)
    results.save(building, results_of(name))
    return fresh.filter(pa.array(_differs(fresh, old)))


def results_of(units: str) -> str:
    """The name of the table with the results of households or persons."""
    return f"results_{units}"


def _differs(fresh: pa.Table, before: pa.Table) -> npt.NDArray[np.bool_]:
    """Which units have another digest than before, or were not there."""
    key = "person_id" if "person_id" in fresh.column_names else "household_id"
    old_ids, ids = (_numbers(table, key) for table in (before, fresh))
    old_digests, digests = (_numbers(table, "digest") for table in (before, fresh))
    order = np.argsort(old_ids, kind="stable")
    if not len(order):
        return np.ones(len(ids), np.bool_)
    spots = order[np.minimum(np.searchsorted(old_ids, ids, sorter=order), len(order) - 1)]
    same: npt.NDArray[np.bool_] = (old_ids[spots] == ids) & (old_digests[spots] == digests)
    return ~same


def _numbers(table: pa.Table, name: str) -> Ints:
    column: Ints = table[name].combine_chunks().to_numpy(zero_copy_only=False)
    return column


def append_history(pool: Pool, screened: Screened, generation: str) -> None:
    """Append the changed results to their history, once a generation."""
    with writing(pool):
        for unit, name in HISTORY.items():
            changed = screened.changed[unit]
            if changed.num_rows == 0:
                continue
            run = pa.repeat(pa.scalar(int(generation), pa.int64()), changed.num_rows)
            path = pool.results / name
            append_once(path, changed.append_column("batch", run), str(int(generation)))
            compact_table(path)
