"""Facts that no source has: unknown for everybody until somebody asked."""

from __future__ import annotations

import pyarrow as pa

from zhouji.base.arrow import ARROW
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rules import Unit


def with_asked(book: PolicyBook, table: pa.Table, unit: Unit) -> pa.Table:
    """The table with an unknown column for every asked fact that it does not hold yet."""
    for name, asked in book.content.variables.model.asked.items():
        if Unit(asked.unit) is unit and name not in table.column_names:
            nobody_knows = pa.nulls(table.num_rows, ARROW[asked.type])
            table = table.append_column(name, nobody_knows)
    return table
