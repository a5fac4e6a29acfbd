"""Writes the files of a delivery: CSV in four encodings, spreadsheets with titles and totals."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from zhouji.demo.county import County, Delivery
from zhouji.demo.faults import Plan, impossible_rows, plan_faults, row_order
from zhouji.demo.forms import ROWS_A_FILE, Form, file_names, form_of
from zhouji.demo.rendering import Cells, Everybody, render
from zhouji.demo.rows import Rows, pids, taken
from zhouji.demo.spoiling import Ledger, Page, spoil
from zhouji.pool.catalogue import Dataset

FIXED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
SHEET = "Sheet1"
FIGURES = ("money", "decimal", "int")


class Writer:
    """Writes the sources of one delivery and keeps the list of its files and faults."""

    def __init__(self, county: County, delivery: Delivery, folder: Path) -> None:
        self.county = county
        self.period = str(delivery.period)
        self.folder = folder
        self.everybody = Everybody.of(county)
        self.ledger = Ledger()
        self.files: list[dict[str, object]] = []

    def write(self, dataset: Dataset, rows: Rows) -> None:
        """Write one source, spoilt as planned, into files of at most 50,000 rows."""
        county, size = self.county, len(pids(rows))
        form = form_of(dataset, size, county.seed, self.period)
        plan = plan_faults(county, dataset, form)
        order, copies = row_order(county, dataset, size, self.period)
        impossible = impossible_rows(county, dataset, size, self.period)
        starts = range(0, max(len(order), 1), ROWS_A_FILE)
        names = file_names(dataset, self.period, form, len(starts))
        (self.folder / dataset.department).mkdir(parents=True, exist_ok=True)
        for name, start in zip(names, starts, strict=True):
            part = order[start : start + ROWS_A_FILE]
            page = self._page(dataset, form, name, taken(rows, part))
            spoil(page, plan, impossible[part], copies[start : start + ROWS_A_FILE])
            self._save(page, plan)

    def _page(self, dataset: Dataset, form: Form, name: str, rows: Rows) -> Page:
        return Page(
            dataset,
            form,
            f"{dataset.department}/{name}",
            SHEET if form.kind == "xlsx" else None,
            pids(rows),
            render(dataset, rows, form, self.everybody),
            self.everybody,
            self.ledger,
        )

    def _save(self, page: Page, plan: Plan) -> None:
        path = self.folder / page.file
        if page.form.kind == "xlsx":
            path.write_bytes(_spreadsheet(page, self.period))
        else:
            path.write_bytes(_csv(page, plan))
        self.files.append(
            {
                "file": page.file,
                "dataset": page.dataset.name,
                "format": page.form.kind,
                "encoding": page.form.encoding,
                "rows": len(page.who) + page.form.totals,
                "totals": page.form.totals,
            }
        )


def _csv(page: Page, plan: Plan) -> bytes:
    headers = page.form.headers
    columns = {
        headers[name]: pl.Series(cells, dtype=pl.String) for name, cells in page.cells.items()
    }
    out = io.BytesIO()
    pl.DataFrame(columns).write_csv(out)
    raw = out.getvalue()
    if page.form.encoding == "utf-8":
        return raw
    # what the encoding cannot write is already "?" for people of the register
    return raw.decode().encode(page.form.encoding, errors="replace")


def _spreadsheet(page: Page, period: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_numbers": False})
    book.set_properties({"title": page.dataset.zh, "created": FIXED})
    sheet = book.add_worksheet(SHEET)
    headers = list(page.form.headers.values())
    if page.form.title:
        title = f"{page.dataset.zh}（{period}）"
        if page.form.merged:
            sheet.merge_range(0, 0, 0, len(headers) - 1, title)
        else:
            sheet.write_string(0, 0, title)
    sheet.write_row(page.form.first_row - 2, 0, headers)
    kinds = [field.type in FIGURES for field in page.dataset.fields]
    for number, cells in enumerate(_lines(page.cells), start=page.form.first_row - 1):
        for column, (text, figure) in enumerate(zip(cells, kinds, strict=True)):
            if figure and text:
                sheet.write_number(number, column, float(text))
            elif text:
                sheet.write_string(number, column, text)
    if page.form.totals:
        _totals(sheet, page, kinds)
    book.close()
    return out.getvalue()


def _lines(cells: Cells) -> Iterator[tuple[str, ...]]:
    return zip(*(column.tolist() for column in cells.values()), strict=True)


def _totals(sheet: object, page: Page, kinds: list[bool]) -> None:
    row = page.form.first_row - 1 + len(page.who)
    sheet.write_string(row, 0, "合计")  # type: ignore[attr-defined]
    for column, (figure, cells) in enumerate(zip(kinds, page.cells.values(), strict=True)):
        if figure and column:
            total = sum(float(text) for text in np.asarray(cells) if text)
            sheet.write_number(row, column, round(total, 2))  # type: ignore[attr-defined]
