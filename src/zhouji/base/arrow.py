"""How each kind of value that content names is held: the one place that says so.

Arrow says it; what SQL, numpy and polars call the same is taken from there.
"""

from __future__ import annotations

import pyarrow as pa

# Money is whole fen, a ratio whole millionths, a month its first day; null is unknown.
ARROW: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "money": pa.int64(),
    "ratio": pa.int64(),
    "decimal": pa.decimal128(18, 2),
    "date": pa.date32(),
    "month": pa.date32(),
    "code": pa.string(),
    "text": pa.string(),
    "id": pa.string(),
    "name": pa.string(),
}
_IN_SQL: dict[pa.DataType, str] = {
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.decimal128(18, 2): "DECIMAL(18,2)",
    pa.date32(): "DATE",
    pa.string(): "VARCHAR",
}


def sql_type(held: pa.DataType) -> str:
    """What DuckDB calls a type of a column."""
    return _IN_SQL[held]
