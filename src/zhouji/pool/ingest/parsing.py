"""Reads one file into accepted and refused rows; runs in the limited process."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from zhouji.pool.catalogue import Catalogue, Dataset
from zhouji.pool.ingest.batch import batch_number
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.grids import BrokenRow, Sheet, cell_text, read_sheets
from zhouji.pool.ingest.header import LOOK_AT, find_header
from zhouji.pool.ingest.reasons import Reason, of_file
from zhouji.pool.ingest.rows import Source, Taken, take_rows

CHUNK = 50_000


@dataclass(frozen=True)
class Job:
    """One file to read: its bytes, what it is called, from whom and of which period."""

    content: Path
    file: str
    suffix: str
    department: str
    period: str
    digest: str


@dataclass
class Parsed:
    """A file's rows, checked."""

    dataset: Dataset
    batch: int
    rows_in: int = 0
    refused_rows: int = 0
    sheets: list[str] = field(default_factory=list)
    accepted: list[pa.Table] = field(default_factory=list)
    refused: list[pa.Table] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        self.rows_in += taken.rows_in
        self.refused_rows += taken.refused_rows
        self.accepted.append(taken.accepted)
        self.refused.append(taken.refused)


def parse(catalogue: Catalogue, job: Job) -> Parsed:
    """Read and check a whole file.

    Raises:
        WholeFileRefused: it can't be read, or its sheets fit no dataset of the department.
    """
    parsed: Parsed | None = None
    for sheet in read_sheets(job.content.read_bytes(), job.suffix):
        parsed = _add_sheet(catalogue, job, sheet, parsed)
    if parsed is None:
        raise WholeFileRefused(of_file("empty"))
    return parsed


def _add_sheet(
    catalogue: Catalogue, job: Job, sheet: Sheet, parsed: Parsed | None
) -> Parsed | None:
    try:
        head = list(islice(sheet.rows, LOOK_AT))
        if not any(cell_text(cell).strip() for row in head for cell in row):
            return parsed
        header = find_header(catalogue, job.department, head)
        dataset = header.match.dataset
        assert dataset is not None
        if parsed is None:
            parsed = Parsed(dataset, batch_number(dataset.name, job.period, job.digest))
        elif parsed.dataset.name != dataset.name:
            raise WholeFileRefused(of_file("several_datasets", sheet=sheet.name))
        source = Source(parsed.batch, dataset, job.file, sheet.name)
        for rows, first in _chunks(head[header.last_row :], sheet, header.last_row + 1):
            cells, broken = _frame(rows, first, len(header.cells))
            numbers = np.arange(first, first + len(rows), dtype=np.int32)
            parsed.add(take_rows(cells, numbers, broken, header, source))
    except csv.Error as fault:
        raise WholeFileRefused(of_file("cell_too_long")) from fault
    except WholeFileRefused as refused:
        if sheet.name is None or refused.reason.code == "several_datasets":
            raise
        raise WholeFileRefused(_of_sheet(sheet.name, refused.reason)) from refused
    if sheet.name is not None:
        parsed.sheets.append(sheet.name)
    return parsed


def _of_sheet(name: str, reason: Reason) -> Reason:
    return of_file(
        "sheet_without_header",
        sheet=name,
        why_zh=reason.zh,
        why_en=reason.en,
        mend_zh=reason.mend_zh,
        mend_en=reason.mend_en,
    )


def _chunks(
    begun: list[list[Any]], sheet: Sheet, first: int
) -> Iterator[tuple[list[list[Any]], int]]:
    rows = begun + list(islice(sheet.rows, CHUNK))
    while rows:
        yield rows, first
        first += len(rows)
        rows = list(islice(sheet.rows, CHUNK))


def _frame(rows: list[list[Any]], first: int, width: int) -> tuple[pl.DataFrame, dict[int, str]]:
    """Rows as text columns of the header's width; rows that don't fit it by number."""
    broken: dict[int, str] = {}
    if set(map(len, rows)) != {width}:
        rows = [_fitted(row, width, first + i, broken) for i, row in enumerate(rows)]
    columns = list(zip(*rows, strict=True))
    texts = [
        column if set(map(type, column)) == {str} else list(map(cell_text, column))
        for column in columns
    ]
    series = (pl.Series(f"c{i}", column, dtype=pl.String) for i, column in enumerate(texts))
    return pl.DataFrame(series), broken


def _fitted(row: list[Any], width: int, number: int, broken: dict[int, str]) -> list[Any]:
    if isinstance(row, BrokenRow):
        broken[number] = "broken_quotes"
    elif any(cell_text(cell).strip() for cell in row[width:]):
        broken[number] = "too_many_cells"
        return [*row[: width - 1], " ".join(map(cell_text, row[width - 1 :]))]
    return [*row[:width], *[""] * (width - len(row))]
