"""Turns a column of text into its field's type: the clean form at once, the rest value by value.

Only distinct values that the clean form leaves over go through `values`, so a column costs what
its faults cost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

from zhouji.base import ids
from zhouji.base.arrow import ARROW
from zhouji.pool.catalogue import Column, Field
from zhouji.pool.ingest import values

POLARS_TYPES: dict[str, Any] = {
    kind: pl.Series(pa.array([], held)).dtype for kind, held in ARROW.items()
}
_BAD_CODE = {
    "int": "bad_number",
    "money": "bad_number",
    "decimal": "bad_number",
    "date": "bad_date",
    "month": "bad_month",
    "bool": "bad_bool",
    "code": "unknown_code",
}


@dataclass(frozen=True)
class Converted:
    """A typed column and, by reason code, which of its rows are at fault."""

    values: pl.Series
    faults: dict[str, pl.Series]


def clean(cells: pl.Series) -> pl.Series:
    """Outer blanks off, Excel's ="…" and leading apostrophe off, nothing left = null."""
    bare = cells.str.strip_chars(" \t\r\n\u3000\u00a0\u200b\ufeff")
    if bare.str.contains(r"^['=]").any():
        bare = bare.str.replace(r'^="(.*)"$', "${1}").str.replace(r"^'", "")
    return bare.set(bare == "", None)


def convert(cells: pl.Series, column: Column) -> Converted:
    """Type one cleaned column; a cell that can't be read is null and at fault."""
    field = column.field
    typed, bad = _typed(cells, column)
    faults = {_BAD_CODE[field.type]: bad} if bad.any() else {}
    if field.required:
        missing = typed.is_null() & ~bad
        if missing.any():
            faults["missing"] = missing
    outside = _outside(typed, field)
    if outside is not None and outside.any():
        faults["out_of_range"] = outside
    return Converted(typed, faults)


def _typed(cells: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    kind = column.field.type
    typed = _clean_form(cells, column)
    left = cells.is_not_null() & typed.is_null()
    if not left.any():
        return typed, left
    read = _reader(column)
    texts = cells.filter(left).unique().to_list()
    results = [_attempt(read, text) for text in texts]
    table = pl.DataFrame(
        {
            "cell": pl.Series(texts, dtype=pl.String),
            "value": pl.Series([value for value, _ in results], dtype=POLARS_TYPES[kind]),
            "bad": pl.Series([bad for _, bad in results], dtype=pl.Boolean),
        }
    )
    rest = pl.DataFrame({"cell": cells.set(~left, None)})
    joined = rest.join(table, on="cell", how="left", maintain_order="left")
    whole = typed.is_not_null()
    return typed.zip_with(whole, joined["value"]), joined["bad"].fill_null(value=False)


def _attempt(read: Callable[[str], Any], text: str) -> tuple[Any, bool]:
    try:
        return read(text), False
    except ValueError:
        return None, True


def _clean_form(cells: pl.Series, column: Column) -> pl.Series:
    """The values of cells written in the one plain style of their type; others null."""
    kind = column.field.type
    if kind == "id":
        return _where(cells, cells.str.contains(r"^[0-9]{17}[0-9X]$"))
    if kind == "name":
        return _where(cells, cells.str.contains(r"^[\x{4E00}-\x{9FFF}·]+$"))
    if kind == "text":
        return _where(cells, ~cells.str.contains(r"[\x{FF01}-\x{FF5E}\x{3000}]|^(NULL|null|\\N)$"))
    if kind == "date":
        plain = _where(cells, cells.str.contains(r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"))
        return plain.str.to_date("%Y-%m-%d", strict=False)
    if kind == "month":
        plain = _where(cells, cells.str.contains(r"^(19|20)[0-9]{2}-[0-9]{2}$"))
        return (plain + "-01").str.to_date("%Y-%m-%d", strict=False)
    if kind == "int":
        return _where(cells, cells.str.contains(r"^-?[0-9]{1,15}$")).cast(pl.Int64)
    if kind == "money":
        plain = _where(cells, cells.str.contains(r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$"))
        return (plain.cast(pl.Float64) * 100 * column.factor).round().cast(pl.Int64)
    if kind == "decimal":
        plain = _where(cells, cells.str.contains(r"^-?[0-9]{1,14}(\.[0-9]{1,2})?$"))
        return plain.cast(pl.Decimal(18, 2))
    return pl.Series(cells.name, [None] * len(cells), dtype=POLARS_TYPES[kind])


def _where(cells: pl.Series, mask: pl.Series) -> pl.Series:
    return cells.set(~mask.fill_null(value=False), None)


def _reader(column: Column) -> Callable[[str], Any]:
    field, factor = column.field, column.factor
    readers: dict[str, Callable[[str], Any]] = {
        "id": ids.normalise,
        "name": values.tidy,
        "text": _plain_text,
        "int": values.read_int,
        "money": lambda text: values.read_money(text, factor),
        "decimal": values.read_decimal,
        "date": values.read_date,
        "month": values.read_month,
        "bool": values.read_bool,
        "code": values.code_reader(field.codes or {}),
    }
    return readers[field.type]


def _plain_text(text: str) -> str | None:
    return None if text in ("NULL", "null", "\\N") else unicodedata.normalize("NFKC", text)


def _outside(typed: pl.Series, field: Field) -> pl.Series | None:
    if field.min is None and field.max is None:
        return None
    scale = 100 if field.type == "money" else 1
    outside = pl.Series([False]).new_from_index(0, len(typed))
    if field.min is not None:
        outside = outside | (typed < field.min * scale).fill_null(value=False)
    if field.max is not None:
        outside = outside | (typed > field.max * scale).fill_null(value=False)
    return outside
