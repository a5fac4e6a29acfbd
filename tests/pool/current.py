"""The rows of a dataset that count at the end of a day, as a DuckDB relation."""

from __future__ import annotations

from datetime import date

import duckdb

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Dataset
from zhouji.pool.deliveries import delivered
from zhouji.pool.store import receipts, rows_sql


def current_rows(
    con: duckdb.DuckDBPyConnection, pool: Pool, dataset: Dataset, day: date
) -> duckdb.DuckDBPyRelation:
    told = delivered(dataset, receipts(pool), day)
    batches = frozenset(receipt.batch for receipt in told.current)
    return con.sql(rows_sql(pool, dataset, batches))
