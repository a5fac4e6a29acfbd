"""The pool's tables: append once, compact, read as known by the end of a day."""

from zhouji.engine.store.layered import Layered, open_layered
from zhouji.engine.store.lock import writing
from zhouji.engine.store.mapped import mapped_view, read_arrow, rows_with, share, write_arrow
from zhouji.engine.store.reading import (
    changes_since,
    connect,
    current_rows,
    current_sql,
    known_batches,
    quoted,
    rows_sql,
    views,
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
    "changes_since",
    "compact",
    "compact_table",
    "connect",
    "current_rows",
    "current_sql",
    "files",
    "known_batches",
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
    "views",
    "write_arrow",
    "writing",
]
