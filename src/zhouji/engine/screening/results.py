"""What a screening gives: per policy two bit masks and an amount a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhouji.base.errors import Fault
from zhouji.engine.rulebook.errors import TableFaultsError
from zhouji.engine.rulebook.variables import ExclusiveGroup
from zhouji.engine.rules import Unit
from zhouji.engine.screening.digests import digest_columns
from zhouji.engine.screening.exclusive import Standing

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.unsignedinteger[Any]]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Months:
    """For how many months each unit has been entitled; 0 and not known where nobody can tell."""

    counts: Ints
    known: Flags


@dataclass(frozen=True, eq=False)
class PolicyResult:
    """One policy on every unit.

    Bit i of `known` and `true` is `bits[i]`: eligible, possible, received, the conditions, and
    last `amount`, of which only `known` counts. `fen` is the amount in hundredths of its unit
    (fen where that is yuan) and 0 where it is not known. `months` says for how many months an
    eligible unit has been entitled, where the policy says how to tell.
    """

    code: str
    unit: Unit
    amount_unit: str | None
    bits: tuple[str, ...]
    known: Masks
    true: Masks
    fen: Ints
    months: Months | None = None

    def is_known(self, name: str) -> Flags:
        return _bit(self.known, self.bits.index(name))

    def is_true(self, name: str) -> Flags:
        return _bit(self.true, self.bits.index(name))

    @property
    def conditions(self) -> tuple[str, ...]:
        return self.bits[3:-1]

    @cached_property
    def eligible(self) -> Flags:
        return self.is_true("eligible")

    @cached_property
    def only_possible(self) -> Flags:
        """Not known to be eligible, but nothing stands against it except what can be asked."""
        return self.is_true("possible") & ~self.is_known("eligible")

    @cached_property
    def received(self) -> Flags:
        return self.is_true("received")

    @cached_property
    def found(self) -> Flags:
        """Eligible or possible, and not received: what a lead is made of."""
        return (self.eligible | self.only_possible) & ~self.received


def _bit(mask: Masks, index: int) -> Flags:
    kind = mask.dtype.type
    flags: Flags = (mask & kind(1 << index)) != 0
    return flags


@dataclass(frozen=True, eq=False)
class Screening:
    """The results of all policies of a day on all units, in the order of the tables given."""

    day: date
    content: str
    results: Mapping[str, PolicyResult]
    groups: tuple[ExclusiveGroup, ...]
    household_ids: Ints
    person_ids: Ints
    person_households: Ints

    def of(self, unit: Unit) -> list[PolicyResult]:
        """The results of one unit, by code."""
        return [result for _, result in sorted(self.results.items()) if result.unit is unit]

    def size(self, unit: Unit) -> int:
        return len(self.household_ids if unit is Unit.HOUSEHOLD else self.person_ids)

    @cached_property
    def person_places(self) -> Ints:
        """The row of each person's household."""
        return places_of(self.person_households, self.household_ids)

    def standings(
        self, group: ExclusiveGroup, found: Mapping[str, Flags], *, received: bool = False
    ) -> dict[str, Standing]:
        """Where the policies of a group are found (and received, if that is to count)."""
        return {
            code: Standing(
                found[code],
                result.received if received else np.zeros(len(found[code]), np.bool_),
                self._places(group, result),
            )
            for code in group.order
            if (result := self.results.get(code)) is not None
        }

    def places_in(self, group: ExclusiveGroup) -> int:
        """How many places a group has: persons where it is all persons' policies."""
        return len(self.person_ids if self._alone(group) else self.household_ids)

    def _alone(self, group: ExclusiveGroup) -> bool:
        """Persons' policies exclude one another a person, all others a household."""
        units = {self.results[code].unit for code in group.order if code in self.results}
        return units == {Unit.PERSON}

    def _places(self, group: ExclusiveGroup, result: PolicyResult) -> Ints:
        if result.unit is Unit.PERSON and not self._alone(group):
            return self.person_places
        return np.arange(self.size(result.unit), dtype=np.int64)

    def digest(self, unit: Unit) -> Ints:
        """One 64-bit digest a unit over all its results; equal digests say nothing changed."""
        columns = (
            (f"{result.code}.{','.join(result.bits)}.{part}", values.astype(np.int64))
            for result in self.of(unit)
            for part, values in (
                ("known", result.known),
                ("true", result.true),
                ("fen", result.fen),
            )
        )
        return digest_columns(columns, self.size(unit))


def places_of(wanted: Ints, ids: Ints) -> Ints:
    """The row in `ids` of each wanted id.

    Raises:
        TableFaultsError: an id is not among `ids`.
    """
    if len(ids) == 0 and len(wanted) == 0:
        return np.zeros(0, np.int64)
    order = np.argsort(ids, kind="stable")
    spots = np.minimum(np.searchsorted(ids, wanted, sorter=order), max(len(ids) - 1, 0))
    places: Ints = order[spots] if len(ids) else np.zeros(len(wanted), np.int64)
    if len(ids) == 0 or not bool((ids[places] == wanted).all()):
        raise TableFaultsError([_strays(wanted, ids)])
    return places


def _strays(wanted: Ints, ids: Ints) -> Fault:
    strays = np.setdiff1d(wanted, ids)
    rows = int(np.isin(wanted, strays).sum())
    examples = ", ".join(str(stray) for stray in strays[:5])
    return Fault(
        "persons household_id",
        f"{rows} persons of {len(strays)} households that are not among the households: {examples}",
        "add these households or leave these persons out",
    )


def ids_of(table: pa.Table, name: str) -> Ints:
    """An id column as whole numbers."""
    found: Ints = table.column(name).combine_chunks().to_numpy(zero_copy_only=False)
    return found.astype(np.int64, copy=False)
