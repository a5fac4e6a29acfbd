"""How each dataset's files look: format, encoding, headers, date styles, titles and totals."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from zhouji.pool.catalogue import Dataset

ROWS_A_FILE = 49_990
SHEET_LIMIT = 4_000  # larger sources come as CSV
ENCODINGS = ("gbk", "gb18030", "utf-8-sig", "utf-8")
# sources typed by hand or handed on by villages and schools: more of every fault
MESSY = {
    "village_dividends",
    "student_grants",
    "free_water",
    "free_power",
    "preschool",
    "school_register",
    "unsafe_houses",
    "real_estate",
    "temp_relief",
    "disaster_households",
    "repair_grants",
    "welfare_posts",
}
OLD_BOOKS = {"real_estate", "unsafe_houses", "village_dividends", "employee_insurance"}


@dataclass(frozen=True)
class Form:
    """The look of one dataset's files in one delivery."""

    kind: str  # csv or xlsx
    encoding: str
    date_style: int  # 2025-09-30, 20250930, 2025年9月30日
    month_style: int  # 2025-09, 202509, 2025年9月
    title: bool
    merged: bool
    totals: bool
    headers: dict[str, str]  # field -> header

    @property
    def first_row(self) -> int:
        """The spreadsheet row of the first record: below the header and the title."""
        return 3 if self.title else 2


def _number(*parts: object) -> int:
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big")


def form_of(dataset: Dataset, rows: int, seed: int, period: str) -> Form:
    """A dataset keeps its format and encoding; its style of dates and headers drifts."""
    habit = _number(dataset.name, "habit")
    mood = _number(dataset.name, seed, period)
    sheet = rows <= SHEET_LIMIT and habit % 10 < 6
    headers = {}
    for field in dataset.fields:
        aliases = [field.zh, field.zh, field.zh, *field.aliases]
        headers[field.name] = aliases[_number(field.name, mood) % len(aliases)]
    return Form(
        "xlsx" if sheet else "csv",
        "utf-8" if sheet else ENCODINGS[habit // 10 % 4],
        mood % 3,
        mood // 3 % 3,
        sheet and habit // 40 % 3 > 0,
        sheet and habit // 120 % 2 > 0,
        sheet and mood // 9 % 5 == 0,
        headers,
    )


def file_names(dataset: Dataset, period: str, form: Form, count: int) -> list[str]:
    """Names of the files of a delivery; numbered where there are several."""
    stem = f"{dataset.zh.replace('/', '、')}_{period}"
    ending = "." + form.kind
    return [stem + ending] if count == 1 else [f"{stem}_{n}{ending}" for n in range(1, count + 1)]
