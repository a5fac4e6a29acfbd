"""The pool's tables: append once, compact, read the rows of chosen batches."""

from zhouji.engine.store.layered import Layered, open_layered
from zhouji.engine.store.lock import writing
from zhouji.engine.store.mapped import mapped_view, read_arrow, rows_with, share, write_arrow
from zhouji.engine.store.reading import (
    connect,
    quoted,
    rows_sql,
)
from zhouji.engine.store.receipts import Receipt, Refusal, read_receipt, receipts, refused_files
from zhouji.engine.store.schema import records_schema, refused_schema
from zhouji.engine.store.tables import append, append_once, compact, compact_table, files

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
