"""Which persons belong to which household: found once, whatever the order of the tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.kernel.values import Array


@dataclass(frozen=True)
class Order:
    """`starts`: where each household's persons begin, and their count at the end;
    `persons`: the persons in that order, None if the table already is.
    """

    starts: Array
    persons: Array | None

    @property
    def most_members(self) -> int:
        return int(np.diff(self.starts).max(initial=0))


def find_order(persons: pa.Table, households: pa.Table) -> Order:
    """The order of persons by household.

    Raises:
        EvaluationRefused: a household stands twice, or a person's household is not there.
    """
    homes = _ids(households, "household_id")
    owners = _ids(persons, "household_id")
    breaks = np.flatnonzero(owners[1:] != owners[:-1]) + 1
    run_starts = np.concatenate(([0], breaks)) if len(owners) else breaks
    run_homes = owners[run_starts]
    if np.array_equal(run_homes, homes):
        _refuse_twice(np.sort(homes) if np.any(homes[1:] <= homes[:-1]) else homes)
        return Order(np.append(run_starts, len(owners)), None)
    return _sorted_order(persons, homes, owners, run_starts, run_homes)


def _sorted_order(
    persons: pa.Table, homes: Array, owners: Array, run_starts: Array, run_homes: Array
) -> Order:
    by_id = np.argsort(homes, kind="stable")
    in_order = homes[by_id]
    _refuse_twice(in_order)
    found = np.searchsorted(in_order, run_homes)
    there = found < len(homes)
    there[there] = in_order[found[there]] == run_homes[there]
    if not there.all():
        first = int(run_starts[np.flatnonzero(~there)[0]])
        person = persons.column("person_id")[first].as_py()
        raise EvaluationRefused(f"person {person}: household {owners[first]} is not there")
    rows = by_id[found]
    lengths = np.diff(np.append(run_starts, len(owners)))
    counts = np.zeros(len(homes), np.int64)
    np.add.at(counts, rows, lengths)
    starts = np.concatenate(([0], np.cumsum(counts)))
    if np.all(rows[1:] > rows[:-1]):
        return Order(starts, None)
    return Order(starts, np.argsort(np.repeat(rows, lengths), kind="stable"))


def _ids(table: pa.Table, name: str) -> Array:
    ids: Array = table.column(name).to_numpy()
    return ids


def _refuse_twice(in_order: Array) -> None:
    twice = np.flatnonzero(in_order[1:] == in_order[:-1])
    if len(twice):
        raise EvaluationRefused(f"household {in_order[twice[0]]} stands twice; keep one row each")
