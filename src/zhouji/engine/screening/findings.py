"""What a screening found that people do not get yet, and which facts are missing for certainty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhouji.engine.rulebook.binding import InForce
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rulebook.figures import Figures
from zhouji.engine.rules import Constant, Table, Unit
from zhouji.engine.screening.exclusive import keep_highest
from zhouji.engine.screening.results import Flags, Ints, Months, PolicyResult, Screening

SCHEMA = pa.schema(
    [
        ("household_id", pa.int64()),
        ("person_id", pa.int64()),
        ("policy", pa.string()),
        ("state", pa.string()),
        ("amount_fen", pa.int64()),
        ("amount_unit", pa.string()),
        ("missing", pa.list_(pa.string())),
        ("months_missed", pa.int64()),
    ]
)


def kept(screening: Screening) -> dict[str, Flags]:
    """Where each policy is found, after the exclusivity groups."""
    found = {code: result.found for code, result in screening.results.items()}
    for group in screening.groups:
        standings = screening.standings(group, found, received=True)
        found |= keep_highest(group.order, standings, screening.places_in(group))
    return found


def findings(
    screening: Screening, book: PolicyBook, persons: pa.Table, households: pa.Table
) -> pa.Table:
    """One row a finding: household_id, person_id (null for a household's policy), policy, state
    (eligible, possible), amount_fen (null unless eligible and in yuan), amount_unit, missing,
    months_missed (how long an eligible one has been entitled; null where nobody can tell).

    `missing` names the unknown facts behind the unknown conditions; `$name` is a parameter whose
    value nobody knows.
    """
    bound, figures = book.in_force(screening.day), book.figures(screening.day)
    lacks = Lacks(screening, bound, figures, persons, households)
    tables = []
    for code, flags in sorted(kept(screening).items()):
        result = screening.results[code]
        rows = np.flatnonzero(flags)
        if len(rows):
            tables.append(_table(screening, result, rows, lacks.of(result, rows)))
    return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _table(screening: Screening, result: PolicyResult, rows: Ints, missing: pa.Array) -> pa.Table:
    of_person = result.unit is Unit.PERSON
    homes = screening.person_households if of_person else screening.household_ids
    in_yuan = (result.amount_unit or "").startswith("yuan")
    without = ~result.is_known("amount")[rows] if in_yuan else np.ones(len(rows), np.bool_)
    states = pa.array(np.where(result.eligible[rows], "eligible", "possible"), pa.string())
    people = pa.array(screening.person_ids[rows]) if of_person else pa.nulls(len(rows), pa.int64())
    return pa.table(
        [
            pa.array(homes[rows]),
            people,
            pa.repeat(pa.scalar(result.code, pa.string()), len(rows)),
            states,
            pa.array(result.fen[rows], mask=without),
            pa.repeat(pa.scalar(result.amount_unit, pa.string()), len(rows)),
            missing,
            _months(result.months, rows),
        ],
        schema=SCHEMA,
    )


def _months(months: Months | None, rows: Ints) -> pa.Array:
    if months is None:
        return pa.nulls(len(rows), pa.int64())
    return pa.array(months.counts[rows], mask=~months.known[rows])


class Lacks:
    """Which facts are unknown, worked out once a fact."""

    def __init__(
        self,
        screening: Screening,
        bound: InForce,
        figures: Figures,
        persons: pa.Table,
        households: pa.Table,
    ) -> None:
        self.screening, self.bound, self.figures = screening, bound, figures
        self.tables = {Unit.PERSON: persons, Unit.HOUSEHOLD: households}
        self._unknown: dict[tuple[Unit, str, Unit], Flags] = {}

    def of(self, result: PolicyResult, rows: Ints) -> pa.Array:
        """The missing facts of some units of a policy, a list each."""
        unsure = ~result.is_known("eligible")[rows]
        columns: dict[str, Flags] = {}
        for condition in result.conditions if unsure.any() else ():
            open_here = unsure & ~result.is_known(condition)[rows]
            if not open_here.any():
                continue
            for name, flags in self._behind(result, condition, rows).items():
                columns[name] = columns.get(name, False) | (open_here & flags)
        return lists_of(columns, len(rows))

    def _behind(self, result: PolicyResult, condition: str, rows: Ints) -> dict[str, Flags]:
        reads = self.bound.program.reads(f"{result.code}.{condition}")
        found = {
            f"${use.name}": np.ones(len(rows), np.bool_)
            for use in reads.parameters
            if self._is_unknown(use.name, use.keys)
        }
        for unit, names in ((Unit.HOUSEHOLD, reads.households), (Unit.PERSON, reads.persons)):
            for name in names:
                found[name] = self._seen_by(unit, name, result.unit)[rows]
        return found

    def _is_unknown(self, name: str, keys: tuple[str | int, ...]) -> bool:
        figure = self.figures[name]
        if isinstance(figure, Table):
            return figure.rows.get(keys) is None
        assert isinstance(figure, Constant)
        return figure.value is None

    def _seen_by(self, unit: Unit, name: str, reader: Unit) -> Flags:
        """Where the fact is unknown: of a household's members, if any of them lacks it."""
        key = (unit, name, reader)
        if key not in self._unknown:
            column = self.tables[unit].column(name)
            flags: Flags = column.is_null().combine_chunks().to_numpy(zero_copy_only=False)
            if unit is not reader:
                flags = self._moved(flags, reader)
            self._unknown[key] = flags
        return self._unknown[key]

    def _moved(self, flags: Flags, reader: Unit) -> Flags:
        places = self.screening.person_places
        if reader is Unit.PERSON:
            return flags[places]
        moved = np.zeros(len(self.screening.household_ids), np.bool_)
        moved[places[flags]] = True
        return moved


def lists_of(columns: dict[str, Flags], count: int) -> pa.Array:
    """A list of names a row, from a flag a row and name."""
    names = [name for name, flags in columns.items() if flags.any()]
    if not names:
        return pa.ListArray.from_arrays(np.zeros(count + 1, np.int32), pa.array([], pa.string()))
    grid = np.column_stack([columns[name] for name in names])
    offsets = np.concatenate([[0], np.cumsum(grid.sum(axis=1))]).astype(np.int32)
    values = pa.array(names, pa.string()).take(pa.array(np.nonzero(grid)[1]))
    return pa.ListArray.from_arrays(offsets, values)
