"""Reads a list of household numbers: one a line, or a column of a CSV or Parquet file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from zhouji.cli.output import fail

COLUMN = "household_id"
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_LARGEST = 2**63 - 1


def read_households(file: Path | None) -> list[int | str] | None:
    """The numbers in the file's order; what is no number stays text, to be told in its line."""
    if file is None:
        return None
    with file.open("rb") as handle:
        is_parquet = handle.read(4) == b"PAR1"
    found = _of_parquet(file) if is_parquet else _of_text(file)
    if not found:
        fail(f"{file} holds no household number")
    return [_number(text) for text in found]


def _number(text: str) -> int | str:
    if not _NUMBER.fullmatch(text) or abs(int(text)) > _LARGEST:
        return text
    return int(text)


def _of_text(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        fail(f"{file} is not UTF-8 at byte {fault.start}; save it as UTF-8")
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    rows = [row for row in rows if any(row)]
    if rows and COLUMN in rows[0]:
        place = rows[0].index(COLUMN)
        return [row[place] if place < len(row) else "" for row in rows[1:]]
    if any(len(row) > 1 for row in rows):
        fail(f"{file} has several columns and none is called {COLUMN}; name the one with numbers")
    return [row[0] for row in rows]


def _of_parquet(file: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            if table.schema_arrow.names.count(COLUMN) != 1:
                fail(f"{file} has no column {COLUMN}, or several")
            cells = table.read(columns=[COLUMN]).column(COLUMN).to_pylist()
    except (OSError, ValueError, pa.ArrowException) as error:
        fail(f"{file} cannot be read as Parquet: {(str(error).splitlines() or ['?'])[0]}")
    return ["" if cell is None else str(cell) for cell in cells]
