"""The pool's tables: append once, compact, read the rows of chosen batches."""

from zhouji.pool.store.layered import Layered, open_layered
from zhouji.pool.store.lock import writing
from zhouji.pool.store.mapped import mapped_view, read_arrow, rows_with, share, write_arrow
from zhouji.pool.store.reading import (
    connect,
    quoted,
    rows_sql,
)
from zhouji.pool.store.receipts import Receipt, Refusal, read_receipt, receipts, refused_files
from zhouji.pool.store.schema import records_schema, refused_schema
from zhouji.pool.store.tables import append, append_once, compact, compact_table, files

__all__ = [
    "Layered",
    "Receipt",
    "Refusal",
    "append",
    "append_once",
    "compact",
    "compact_table",
    "connect",
    "files",
    "mapped_view",
    "open_layered",
    "quoted",
    "read_arrow",
    "read_receipt",
    "receipts",
    "records_schema",
    "refused_files",
    "refused_schema",
    "rows_sql",
    "rows_with",
    "share",
    "write_arrow",
    "writing",
]
