"""Sheets of text rows out of a file's bytes: CSV in any usual encoding, or a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.reasons import of_file

DELIMITERS = ",\t;|"
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".et")
TEXTS = (".csv", ".tsv")
ZIP = b"PK\x03\x04"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DAMAGED = "\ufffd"
_MOST_DAMAGED = 0.01  # of all characters
_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_EXACT = 10**15  # spreadsheets keep fifteen digits; beyond that a number was damaged


class BrokenRow(list[str]):
    """A line whose quotation marks don't match, as one cell."""


@dataclass(frozen=True)
class Sheet:
    """One sheet's rows from its first row on; a CSV file is one sheet without a name."""

    name: str | None
    rows: Iterator[list[Any]]


def kind_of(name: str, content: bytes) -> str:
    """The suffix a file is opened by: its own, or .xlsx for a workbook that calls itself CSV.

    Raises:
        WholeFileRefused: no kind of file that is taken in.
    """
    suffix = Path(name).suffix.lower()
    if suffix in TEXTS and content.startswith(ZIP):
        return ".xlsx"
    if suffix in SPREADSHEETS or suffix in TEXTS:
        return suffix
    raise WholeFileRefused(of_file("not_a_table"))


def read_sheets(content: bytes, suffix: str) -> list[Sheet]:
    """The sheets of a file, opened by its kind.

    Raises:
        WholeFileRefused: it can't be read as what it says it is.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise WholeFileRefused(of_file("empty"))
    if suffix in SPREADSHEETS:
        return _spreadsheet(content)
    return [Sheet(None, text_rows(decode(content)))]


def decode(content: bytes) -> str:
    """Text by its byte-order mark, else UTF-16 by its zeros, UTF-8 or GB18030.

    A few damaged bytes become U+FFFD, and the rows that hold them are refused; a file that is
    damaged all over is refused whole.
    """
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return _decode(content, name)
    head = content[:4000]
    if head.count(0) > len(head) // 8:
        little = head[1::2].count(0) > head[::2].count(0)
        return _decode(content, "utf-16-le" if little else "utf-16-be")
    return _decode(content, "utf-8", "gb18030")


def _decode(content: bytes, *names: str) -> str:
    byte = 0
    for name in names:
        try:
            return content.decode(name)
        except UnicodeDecodeError as fault:
            byte = max(byte, fault.start)
    damaged = [content.decode(name, "replace") for name in names]
    text = min(damaged, key=lambda text: text.count(DAMAGED))
    if text.count(DAMAGED) > len(text) * _MOST_DAMAGED:
        raise WholeFileRefused(of_file("unreadable_text", byte=byte + 1))
    return text


def text_rows(text: str) -> Iterator[list[str]]:
    """The rows of delimited text; where quotes don't match, every line by itself."""
    text = text.replace("\0", "")
    delimiter = _delimiter(text)
    try:
        if '"' in text:
            for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
                pass
    except csv.Error:
        return _line_by_line(text, delimiter)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _line_by_line(text: str, delimiter: str) -> Iterator[list[str]]:
    for line in _LINE_ENDS.split(text):
        try:
            yield next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            yield BrokenRow([line])


def _delimiter(text: str) -> str:
    """The delimiter that the beginning bears most of."""
    head = text[:20_000]
    return max(DELIMITERS, key=lambda mark: (head.count(mark), -DELIMITERS.index(mark)))


def _spreadsheet(content: bytes) -> list[Sheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise WholeFileRefused(of_file("unreadable_sheet")) from fault
    return [Sheet(name, _sheet_rows(book, name)) for name in book.sheet_names]


def _sheet_rows(book: Any, name: str) -> Iterator[list[Any]]:
    try:
        yield from book.get_sheet_by_name(name).iter_rows()
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise WholeFileRefused(of_file("unreadable_sheet")) from fault


def cell_text(cell: Any) -> str:
    """A spreadsheet's cell as a department would have written it in a CSV file."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        return repr(cell).upper()
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time, timedelta, int)):
        return str(cell)
    return str(cell)
