"""The columns of the pool's tables in Arrow types."""

from __future__ import annotations

import pyarrow as pa

from zhouji.base.arrow import ARROW, sql_type
from zhouji.pool.catalogue import Dataset

REFUSED_COLUMNS = (
    "dataset",
    "file",
    "sheet",
    "row",
    "column",
    "value",
    "reason",
    "reason_zh",
    "reason_en",
    "mend_zh",
    "mend_en",
    "raw",
)


def records_schema(dataset: Dataset) -> pa.Schema:
    """A dataset's accepted rows: its fields, then where each row came from.

    `pair` is blake2b-8 of id|name as a signed number, `row` the number a person sees in a
    spreadsheet, `batch` the receipt's number.
    """
    fields = [pa.field(item.name, ARROW[item.type]) for item in dataset.fields]
    return pa.schema(
        [
            *fields,
            pa.field("pair", pa.int64()),
            pa.field("batch", pa.int64()),
            pa.field("row", pa.int32()),
            pa.field("sheet", pa.string()),
        ]
    )


def refused_schema() -> pa.Schema:
    """Refused rows of all datasets; a row with several faults stands there once a fault."""
    return pa.schema(
        [pa.field("batch", pa.int64())]
        + [pa.field(name, pa.int32() if name == "row" else pa.string()) for name in REFUSED_COLUMNS]
    )


def sql_columns(dataset: Dataset) -> dict[str, str]:
    """Column names and DuckDB types of a dataset's accepted rows."""
    return {field.name: sql_type(field.type) for field in records_schema(dataset)}
