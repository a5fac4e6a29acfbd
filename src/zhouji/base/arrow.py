"""How each kind of value that content names is held in Arrow: the one place that says so."""

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
