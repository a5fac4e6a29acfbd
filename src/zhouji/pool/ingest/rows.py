"""Accepts or refuses every row of a chunk; accepted and refused are always all of them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl
import pyarrow as pa

from zhouji.pool.catalogue import Dataset, normal
from zhouji.pool.ingest.columns import POLARS_TYPES, clean, convert
from zhouji.pool.ingest.grids import DAMAGED
from zhouji.pool.ingest.header import Header
from zhouji.pool.ingest.reasons import Reason, of_cell, of_row
from zhouji.pool.store import records_schema, refused_schema

_TOTALS = r"^(本页|本表)?(合计|总计|小计|共计)([::(（].*)?$"
_ID_AND_NAME = ("id", "name")


@dataclass(frozen=True)
class Source:
    """Where rows come from: the batch and what a refused row says of its origin."""

    batch: int
    dataset: Dataset
    file: str
    sheet: str | None


@dataclass(frozen=True)
class Taken:
    """The outcome of a chunk: rows counted, accepted rows, faults of refused rows."""

    rows_in: int
    accepted: pa.Table
    refused: pa.Table
    refused_rows: int


@dataclass(frozen=True)
class _Fault:
    reason: Reason
    column: str
    position: int | None
    rows: pl.Series


def take_rows(
    cells: pl.DataFrame, numbers: np.ndarray, broken: dict[int, str], header: Header, source: Source
) -> Taken:
    """Type and check a chunk of text rows.

    `cells` has one text column a column of the file, `numbers` each row's number in the file,
    `broken` the reason code of rows (by number) that could not be cut into cells.
    """
    cleaned = cells.select(clean(cells[name]).alias(name) for name in cells.columns)
    blank = cleaned.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        keep = ~blank
        cells, cleaned = cells.filter(keep), cleaned.filter(keep)
        numbers = numbers[keep.to_numpy()]
    faults = _row_faults(cleaned, numbers, broken, header)
    apart = _any([fault.rows for fault in faults], cells.height)
    typed = _typed(cleaned, header, apart, faults)
    bad = _any([fault.rows for fault in faults], cells.height)
    accepted = _accepted(typed, ~bad, numbers, source)
    refused = _refused(cells, numbers, faults, header, source)
    taken = Taken(cells.height, accepted, refused, int(bad.sum()))
    assert taken.accepted.num_rows + taken.refused_rows == taken.rows_in
    return taken


def _row_faults(
    cleaned: pl.DataFrame,
    numbers: np.ndarray,
    broken: dict[int, str],
    header: Header,
) -> list[_Fault]:
    """Faults that make a whole row no record; its cells are not looked at further."""
    faults: list[_Fault] = []
    for code in sorted(set(broken.values())):
        listed = [number for number, why in broken.items() if why == code]
        _note(faults, of_row(code), pl.Series(np.isin(numbers, listed)))
    for column in header.match.columns:
        damaged = cleaned.to_series(column.position).str.contains(DAMAGED, literal=True)
        if damaged.any():
            rows = damaged.fill_null(value=False)
            reason = of_row("damaged_characters")
            faults.append(_Fault(reason, column.header, column.position, rows))
    totals = cleaned.select(
        pl.any_horizontal(
            pl.col(name).str.replace_all(r"\s", "").str.contains(_TOTALS)
            for name in cleaned.columns[:3]
        ).fill_null(value=False)
    ).to_series()
    _note(faults, of_row("totals_row"), totals)
    keys = [c for c in header.match.columns if c.field.type in _ID_AND_NAME]
    again = [cleaned.to_series(c.position) == c.header for c in keys]
    repeated = (again[0] & again[1]).fill_null(value=False)
    _note(faults, of_row("repeated_header"), repeated)
    nobody = (
        cleaned.to_series(keys[0].position).is_null()
        & cleaned.to_series(keys[1].position).is_null()
    )
    _note(faults, of_row("no_subject"), nobody & ~_any([f.rows for f in faults], len(nobody)))
    return faults


def _note(faults: list[_Fault], reason: Reason, rows: pl.Series) -> None:
    if rows.any():
        faults.append(_Fault(reason, "", None, rows))


def _typed(
    cleaned: pl.DataFrame, header: Header, apart: pl.Series, faults: list[_Fault]
) -> dict[str, pl.Series]:
    typed: dict[str, pl.Series] = {}
    for column in header.match.columns:
        converted = convert(cleaned.to_series(column.position), column)
        typed[column.field.name] = converted.values
        for code, rows in converted.faults.items():
            at_fault = rows & ~apart
            if at_fault.any():
                reason = of_cell(code, column.field)
                faults.append(_Fault(reason, column.header, column.position, at_fault))
    return typed


def _any(masks: list[pl.Series], height: int) -> pl.Series:
    whole = pl.Series([False]).new_from_index(0, height)
    for mask in masks:
        whole = whole | mask
    return whole


def _accepted(
    typed: dict[str, pl.Series], keep: pl.Series, numbers: np.ndarray, source: Source
) -> pa.Table:
    height = len(keep)
    columns = {}
    for item in source.dataset.fields:
        found = typed.get(item.name)
        if found is None:
            found = pl.Series([None], dtype=POLARS_TYPES[item.type]).new_from_index(0, height)
        columns[item.name] = found
    frame = pl.DataFrame(columns).filter(keep)
    key = source.dataset.field_of_type("id").name
    name = source.dataset.field_of_type("name").name
    frame = frame.with_columns(
        pair=pair(frame[key], frame[name]),
        batch=pl.lit(source.batch, pl.Int64),
        row=pl.Series(numbers, dtype=pl.Int32).filter(keep),
        sheet=pl.lit(source.sheet, pl.String),
    )
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.cast(records_schema(source.dataset))


def pair(numbers: pl.Series, names: pl.Series) -> pl.Series:
    """blake2b-8 of `id|name`, little-endian and signed; null where both are empty."""
    texts = (numbers.fill_null("") + "|" + names.fill_null("")).to_list()
    digests = b"".join([blake2b(text.encode(), digest_size=8).digest() for text in texts])
    hashed = pl.Series(np.frombuffer(digests, dtype="<i8"), dtype=pl.Int64)
    return hashed.set(numbers.is_null() & names.is_null(), None)


def _refused(
    cells: pl.DataFrame,
    numbers: np.ndarray,
    faults: list[_Fault],
    header: Header,
    source: Source,
) -> pa.Table:
    parts = [_entries(cells, numbers, fault, header, source) for fault in faults]
    if not parts:
        return refused_schema().empty_table()
    whole = pl.concat(parts).sort("row", maintain_order=True)
    return whole.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(refused_schema())


def _entries(
    cells: pl.DataFrame, numbers: np.ndarray, fault: _Fault, header: Header, source: Source
) -> pl.DataFrame:
    found = cells.filter(fault.rows)
    value = found.columns[fault.position] if fault.position is not None else None
    reason = fault.reason
    return found.select(
        batch=pl.lit(source.batch, pl.Int64),
        dataset=pl.lit(source.dataset.name),
        file=pl.lit(source.file),
        sheet=pl.lit(source.sheet, pl.String),
        row=pl.Series(numbers, dtype=pl.Int32).filter(fault.rows),
        column=pl.lit(fault.column),
        value=pl.col(value) if value else pl.lit(None, pl.String),
        reason=pl.lit(reason.code),
        reason_zh=pl.lit(reason.zh),
        reason_en=pl.lit(reason.en),
        mend_zh=pl.lit(reason.mend_zh),
        mend_en=pl.lit(reason.mend_en),
        raw=pl.struct(
            pl.col(name).alias(label)
            for name, label in zip(found.columns, _labels(header.cells, found.width), strict=True)
        ).struct.json_encode(),
    )


def _labels(headers: list[str], width: int) -> list[str]:
    """One distinct label a column: its header, or 列3 where it has none or it stands twice."""
    labels: list[str] = []
    for index in range(width):
        label = headers[index] if index < len(headers) else ""
        labels.append(label if normal(label) and label not in labels else f"列{index + 1}")
    return labels
