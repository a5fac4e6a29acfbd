"""What changed between two screenings: who gained or lost what, and which condition turned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhouji.engine.policies.findings import lists_of
from zhouji.engine.policies.results import Flags, Ints, PolicyResult, Screening
from zhouji.engine.rules import Unit

STATES = np.array(["not eligible", "unknown", "possible", "eligible"])
SCHEMA = pa.schema(
    [
        ("household_id", pa.int64()),
        ("person_id", pa.int64()),
        ("policy", pa.string()),
        ("before", pa.string()),
        ("after", pa.string()),
        ("fen_before", pa.int64()),
        ("fen_after", pa.int64()),
        ("conditions", pa.list_(pa.string())),
    ]
)


def diff(old: Screening, new: Screening) -> pa.Table:
    """One row a unit and policy whose state or amount differs.

    `before` and `after` are eligible, possible, unknown or not eligible, and null where the unit
    or the policy was not there; an amount is null where it is not known; `conditions` names those
    whose result turned.
    """
    tables = []
    for unit in Unit:
        pairs = _Pairs(old, new, unit)
        codes = {result.code for result in (*old.of(unit), *new.of(unit))}
        tables += [
            pairs.rows(code, _of(old, code, unit), _of(new, code, unit)) for code in sorted(codes)
        ]
    return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _of(screening: Screening, code: str, unit: Unit) -> PolicyResult | None:
    """A policy's result; a policy that went over to the other unit is another policy."""
    result = screening.results.get(code)
    return result if result is not None and result.unit is unit else None


def state_of(result: PolicyResult) -> npt.NDArray[np.int8]:
    """A number a unit, the place in STATES."""
    states = np.zeros(len(result.fen), np.int8)
    states[~result.is_known("eligible")] = 1
    states[result.only_possible] = 2
    states[result.eligible] = 3
    return states


class _Pairs:
    """The units of two screenings side by side; row -1 where a unit is not there."""

    def __init__(self, old: Screening, new: Screening, unit: Unit) -> None:
        self.unit = unit
        first, second = _ids(old, unit), _ids(new, unit)
        self.ids = np.union1d(first, second)
        self.old_rows, self.new_rows = _rows(first, self.ids), _rows(second, self.ids)
        self.homes = self.ids
        if unit is Unit.PERSON:
            homes = np.zeros(len(self.ids), np.int64)
            for screening, rows in ((old, self.old_rows), (new, self.new_rows)):
                homes[rows >= 0] = screening.person_households[rows[rows >= 0]]
            self.homes = homes

    def rows(self, code: str, before: PolicyResult | None, after: PolicyResult | None) -> pa.Table:
        was, fen_was, told_was = self._states(before, self.old_rows)
        now, fen_now, told_now = self._states(after, self.new_rows)
        changed = np.flatnonzero((was != now) | (fen_was != fen_now) | (told_was != told_now))
        of_person = self.unit is Unit.PERSON
        people = pa.array(self.ids[changed]) if of_person else pa.nulls(len(changed), pa.int64())
        return pa.table(
            [
                pa.array(self.homes[changed]),
                people,
                pa.repeat(pa.scalar(code, pa.string()), len(changed)),
                _words(was[changed]),
                _words(now[changed]),
                pa.array(fen_was[changed], mask=~told_was[changed]),
                pa.array(fen_now[changed], mask=~told_now[changed]),
                self._turned(before, after, changed),
            ],
            schema=SCHEMA,
        )

    def _states(
        self, result: PolicyResult | None, rows: Ints
    ) -> tuple[npt.NDArray[np.int8], Ints, Flags]:
        """The state of each unit, its amount, and whether that is known."""
        states, fen = np.full(len(rows), -1, np.int8), np.zeros(len(rows), np.int64)
        told = np.zeros(len(rows), np.bool_)
        if result is not None:
            there = rows >= 0
            states[there] = state_of(result)[rows[there]]
            fen[there] = result.fen[rows[there]]
            told[there] = result.is_known("amount")[rows[there]]
        return states, fen, told

    def _turned(
        self, before: PolicyResult | None, after: PolicyResult | None, changed: Ints
    ) -> pa.Array:
        columns: dict[str, Flags] = {}
        if before is not None and after is not None:
            old, new = self.old_rows[changed], self.new_rows[changed]
            both = (old >= 0) & (new >= 0)
            for name in after.conditions:
                if name in before.conditions:
                    columns[name] = both & (
                        (before.is_true(name)[old] != after.is_true(name)[new])
                        | (before.is_known(name)[old] != after.is_known(name)[new])
                    )
        return lists_of(columns, len(changed))


def _ids(screening: Screening, unit: Unit) -> Ints:
    return screening.person_ids if unit is Unit.PERSON else screening.household_ids


def _rows(ids: Ints, wanted: Ints) -> Ints:
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(ids, kind="stable")
    spots = np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)
    rows: Ints = order[spots]
    return np.where(ids[rows] == wanted, rows, -1)


def _words(states: npt.NDArray[np.int8]) -> pa.Array:
    return pa.array(STATES[np.maximum(states, 0)], pa.string(), mask=states < 0)
