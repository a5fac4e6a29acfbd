"""Screens whom a run derived facts for, keeps the others' results, and tells what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.generation import Generation
from zhouji.engine.generation.tables import result_table, save_findings, save_results
from zhouji.engine.rulebook import PolicyBook
from zhouji.engine.rulebook.asked_facts import with_asked
from zhouji.engine.rulebook.reads import reads_the_day
from zhouji.engine.rules import Unit
from zhouji.engine.screening import findings, screen
from zhouji.engine.telling.sentences import with_why
from zhouji.pool.store import Layered

Ints = npt.NDArray[np.int64]


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
    book: PolicyBook, touched: Ints, previous: Generation, day: date
) -> Ints | None:
    """Whom to screen when facts stand still but the day moved on; None means everybody.

    Months missed grow by themselves; rules and figures may have changed; and a policy may ask how
    long ago a day was.
    """
    then, versions = previous.day, book.versions_on(day)
    if then == day:
        return touched
    other_rules = versions != book.versions_on(then) or book.figures(day) != book.figures(then)
    if other_rules or reads_the_day(versions, book.variables):
        return None
    counting = [one.policy.code for one in versions if one.missed is not None]
    found = previous.findings.whole(["household_id", "policy"])
    growing = found.filter(pc.is_in(found["policy"], value_set=pa.array(counting, pa.string())))
    return np.union1d(touched, _numbers(growing, "household_id"))


def screen_derived(
    book: PolicyBook, derived: Derived, day: date, building: Path, previous: Generation | None
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
        told = previous.findings.then(found, derived.touched)
    save_findings(building, told)
    changed = {
        unit: _write_results(
            result_table(screening, unit), derived.touched, unit, building, previous
        )
        for unit in Unit
    }
    return Screened(told, changed, len(households))


def _write_results(
    fresh: pa.Table, touched: Ints | None, unit: Unit, building: Path, previous: Generation | None
) -> pa.Table:
    """Write everybody's results; give the rows that were not so before.

    Who is gone stands there by number alone, without a digest.
    """
    results = Layered.of_table(fresh)
    if previous is None:
        save_results(building, unit, results)
        return fresh
    before = previous.results[unit]
    told = [key for key in fresh.column_names if key.endswith("_id") or key == "digest"]
    if touched is None:
        old = before.whole(told)
    else:
        old, results = before.of_many(touched, told), before.then(fresh, touched)
    save_results(building, unit, results)
    gone = old.filter(pa.array(~np.isin(_keys(old), _keys(fresh)))).drop_columns(["digest"])
    changed = fresh.filter(pa.array(_differs(fresh, old)))
    return pa.concat_tables([changed, gone], promote_options="default")


def _keys(table: pa.Table) -> Ints:
    """Whose row it is."""
    return _numbers(table, "person_id" if "person_id" in table.column_names else "household_id")


def _differs(fresh: pa.Table, before: pa.Table) -> npt.NDArray[np.bool_]:
    """Which units have another digest or household than before, or were not there."""
    old_ids, ids = (_keys(table) for table in (before, fresh))
    old_digests, digests = (_numbers(table, "digest") for table in (before, fresh))
    order = np.argsort(old_ids, kind="stable")
    if not len(order):
        return np.ones(len(ids), np.bool_)
    spots = order[np.minimum(np.searchsorted(old_ids, ids, sorter=order), len(order) - 1)]
    old_homes, homes = (_numbers(table, "household_id") for table in (before, fresh))
    same = (old_ids[spots] == ids) & (old_digests[spots] == digests) & (old_homes[spots] == homes)
    differs: npt.NDArray[np.bool_] = ~same
    return differs


def _numbers(table: pa.Table, name: str) -> Ints:
    column: Ints = table[name].combine_chunks().to_numpy(zero_copy_only=False)
    return column
