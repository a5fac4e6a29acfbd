"""Tables of a generation by household: a base file and, beside it, what changed since.

A run that touched few households links the base of the generation before and writes only the rows
of the households touched since then; readers see one table. Once many were touched, the base is
written anew. All files are uncompressed Arrow in one batch, memory-mapped when read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.pool.store.mapped import read_arrow, share, spots, write_arrow

Ints = npt.NDArray[np.int64]
HOUSEHOLD = "household_id"
ONE_BATCH = 1 << 30  # a column is one array: a household is a slice of it
MOST = 0.05  # share of rows beside the base from which the base is written anew


@dataclass(frozen=True, eq=False)
class Layered:
    """One table in ascending order of household, in two layers.

    All rows of a household stand in one layer, in the order in which they were given. `changed`
    speaks for the `replaced` households (ascending), `base` for all others; a replaced household
    without rows in `changed` is gone. The schema, with its marks, is `changed`'s. `origin` is the
    file of the base, if it came from one.
    """

    base: pa.Table
    changed: pa.Table
    replaced: Ints
    origin: Path | None = None

    @classmethod
    def of_table(cls, table: pa.Table) -> Layered:
        """A table in its order, all of it base."""
        return cls(table.combine_chunks(), table.schema.empty_table(), np.zeros(0, np.int64))

    @property
    def schema(self) -> pa.Schema:
        return self.changed.schema

    @property
    def num_rows(self) -> int:
        return int(self.base.num_rows - len(self._hidden) + self.changed.num_rows)

    def of(self, household: int) -> pa.Table:
        """The rows of one household: a slice, nothing is copied."""
        place = np.searchsorted(self.replaced, household)
        renewed = place < len(self.replaced) and self.replaced[place] == household
        table, homes = (self.changed, self._renewed) if renewed else (self.base, self._homes)
        first, last = np.searchsorted(homes, [household, household + 1])
        rows = table.slice(int(first), int(last - first))
        return rows.replace_schema_metadata(self.schema.metadata)

    def of_many(self, households: Ints, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of some households, in the table's order; all or some of the columns."""
        if columns is not None:
            return self._select(columns).of_many(households).select(list(columns))
        wanted = np.unique(households)
        renewed = np.isin(wanted, self.replaced)
        told = self.base.take(pa.array(spots(self._homes, wanted[~renewed])))
        changed = self.changed.take(pa.array(spots(self._renewed, wanted[renewed])))
        return self._together(told, changed)

    def where(self, name: str, value: int) -> pa.Table:
        """The rows in which a whole-number column holds a value."""
        found = np.flatnonzero(self.base[name].to_numpy() == value)
        told = self.base.take(pa.array(np.setdiff1d(found, self._hidden)))
        return self._together(told, self.changed.filter(pc.equal(self.changed[name], value)))

    def whole(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The table in its order, all or some of its columns; a base alone is not copied."""
        if columns is not None:
            return self._select(columns).whole().select(list(columns))
        if not len(self.replaced):
            return self.base.replace_schema_metadata(self.schema.metadata)
        shown = np.ones(self.base.num_rows, np.bool_)
        shown[self._hidden] = False
        return self._together(self.base.filter(pa.array(shown)), self.changed)

    def superseded(self) -> pa.Table:
        """The rows of the base that count no more."""
        return self.base.take(pa.array(self._hidden))

    def then(self, fresh: pa.Table, touched: Ints) -> Layered:
        """With the touched households' rows replaced by `fresh`, which holds theirs alone."""
        beside = self.changed.filter(pa.array(~np.isin(self._renewed, touched)))
        later = replace(
            self,
            changed=_in_order([beside.cast(fresh.schema), fresh]),
            replaced=np.union1d(self.replaced, touched),
        )
        most = MOST * self.base.num_rows
        if len(later.replaced) > most or later.changed.num_rows > most:
            return Layered.of_table(later.whole())
        return later

    def save(self, folder: Path, name: str) -> None:
        """Write it into a generation's folder; a base that stands in another one is linked."""
        if self.origin is None:
            write_arrow(folder / f"{name}.arrow", self.base, ONE_BATCH)
        else:
            share(self.origin, folder / f"{name}.arrow")
        if len(self.replaced):
            write_arrow(folder / f"{name}.changed.arrow", self.changed, ONE_BATCH)
            gone = pa.table({HOUSEHOLD: self.replaced})
            write_arrow(folder / f"{name}.replaced.arrow", gone, ONE_BATCH)

    def _select(self, columns: Sequence[str]) -> Layered:
        """With these columns and the household alone."""
        kept = [name for name in self.schema.names if name in {HOUSEHOLD, *columns}]
        return replace(self, base=self.base.select(kept), changed=self.changed.select(kept))

    @cached_property
    def _homes(self) -> Ints:
        return homes_of(self.base)

    @cached_property
    def _renewed(self) -> Ints:
        return homes_of(self.changed)

    @cached_property
    def _hidden(self) -> Ints:
        """The base's rows that count no more."""
        return spots(self._homes, self.replaced)

    def _together(self, told: pa.Table, changed: pa.Table) -> pa.Table:
        if changed.num_rows == 0:
            return told.cast(self.schema)
        return _in_order([told.cast(self.schema), changed])


def open_layered(folder: Path, name: str) -> Layered:
    """A table of a generation, mapped: no rows are read yet."""
    origin = folder / f"{name}.arrow"
    base = read_arrow(origin)
    if not (folder / f"{name}.changed.arrow").is_file():
        return replace(Layered.of_table(base), origin=origin)
    replaced = read_arrow(folder / f"{name}.replaced.arrow")
    return Layered(base, read_arrow(folder / f"{name}.changed.arrow"), homes_of(replaced), origin)


def homes_of(table: pa.Table) -> Ints:
    """The household of each row."""
    homes: Ints = table[HOUSEHOLD].to_numpy()
    return homes


def _in_order(tables: Sequence[pa.Table]) -> pa.Table:
    both = pa.concat_tables(tables).combine_chunks()
    return both.take(pa.array(np.argsort(homes_of(both), kind="stable"))).combine_chunks()
