"""Small made-up files for the tests of ingest; every ID number bears an unassigned area code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import xlsxwriter

from zhouji.base.ids import check_digit

WAGES = ["身份证号", "姓名", "工资月份", "缴费工资(元)", "单位名称"]


def number(n: int) -> str:
    """A checksum-valid made-up ID number."""
    body = f"330498{1950 + n % 50}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
    return body + check_digit(body)


def wage(n: int, **changes: str) -> list[str]:
    """One good row of the wages dataset; `changes` by month, amount, employer, id, name."""
    row = {
        "id": number(n),
        "name": f"王{chr(0x4E00 + n)}",
        "month": "2025-09",
        "amount": f"{3000 + n}.50",
        "employer": "平湖某公司",
    }
    return list({**row, **changes}.values())


def csv_text(rows: list[list[str]], header: list[str] = WAGES, delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(row) for row in [header, *rows]) + "\n"


def delivery(folder: Path, period: str = "2025-09", day: str = "30", made_up: bool = True) -> Path:
    """A delivery's folder with its delivery.json."""
    place = folder / period
    place.mkdir(parents=True, exist_ok=True)
    note = {"made_up": made_up, "delivered_on": f"{period}-{day}", "period": period}
    (place / "delivery.json").write_text(json.dumps(note), encoding="utf-8")
    return place


def put(place: Path, name: str, content: bytes | str, department: str = "D02") -> Path:
    """A file in a department's folder."""
    path = place / department / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """A spreadsheet with these cells; dates are written as real dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
    return path
