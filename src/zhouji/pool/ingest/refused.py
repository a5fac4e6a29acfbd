"""Reads back why rows of a batch were refused."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhouji.base.data_directory import Pool
from zhouji.pool.store import files, read_receipt, refused_schema


def refusals(pool: Pool, batch: int) -> pa.Table:
    """The faults of a batch's refused rows, by sheet and row; none without a receipt."""
    parts = [refused_schema().empty_table()]
    if read_receipt(pool, batch) is not None:
        for file in files(pool.refused):
            if file.may_hold([batch]):
                table = pq.read_table(file.path)
                parts.append(table.filter(pc.equal(table["batch"], batch)))
    found = pa.concat_tables(parts, promote_options="default")
    return found.sort_by([("sheet", "ascending"), ("row", "ascending")])
