"""Puts planned faults into a file's cells and records each of them with its row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from zhouji.demo.dice import Array
from zhouji.demo.faults import HARMLESS, NAME_KINDS, NUMBER_KINDS, Plan
from zhouji.demo.forms import Form
from zhouji.demo.rendering import Cells, Everybody
from zhouji.pool.catalogue import Dataset

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SOUNDS_ALIKE = dict(
    zip("芳军伟英建国华明婷静杰丽强敏", "方君玮瑛健帼花铭亭净洁莉墙闵", strict=True)
)
RECORD = {
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int32,
    "dataset": pl.String,
    "column": pl.String,
    "kind": pl.String,
    "harmless": pl.Boolean,
    "true_id": pl.String,
    "hukou_no": pl.String,
    "original": pl.String,
    "planted": pl.String,
}


@dataclass
class Ledger:
    """Every fault planted in one delivery."""

    columns: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in RECORD})

    def add(self, **values: Any) -> None:
        for name, value in values.items():
            self.columns[name].append(value)

    def table(self) -> pl.DataFrame:
        return pl.DataFrame(self.columns, schema=RECORD)


@dataclass(frozen=True)
class Page:
    """The rows of one file while they are being spoilt."""

    dataset: Dataset
    form: Form
    file: str
    sheet: str | None
    who: Array
    cells: Cells
    everybody: Everybody
    ledger: Ledger

    def record(self, place: int, name: str, kind: str, original: str, planted: str) -> None:
        person = int(self.who[place])
        at = person if person >= 0 else self.everybody.people - 1 - person
        self.ledger.add(
            file=self.file,
            sheet=self.sheet,
            row=place + self.form.first_row,
            dataset=self.dataset.name,
            column=self.form.headers.get(name, name),
            kind=kind,
            harmless=kind in HARMLESS,
            true_id=self.everybody.numbers[at],
            hukou_no=self.everybody.hukou[at],
            original=original,
            planted=planted,
        )

    def put(self, place: int, name: str, kind: str, planted: str) -> None:
        """Replace a cell and record it; a fault that changes nothing is none."""
        original = self.cells[name][place]
        if original != planted:
            self.cells[name][place] = planted
            self.record(place, name, kind, original, planted)


def spoil(page: Page, plan: Plan, impossible: Array, copies: Array) -> None:
    """Put all faults of a page into its cells."""
    known = page.who >= 0
    person = np.where(known, page.who, 0)
    number = page.dataset.field_of_type("id").name
    name = page.dataset.field_of_type("name").name
    for place in np.flatnonzero(known & (plan.number_kind[person] >= 0)):
        who = int(page.who[place])
        kind = NUMBER_KINDS[plan.number_kind[who]]
        page.put(int(place), number, kind, _number(page, plan, who, kind))
    for place in np.flatnonzero(known & (plan.name_kind[person] >= 0)):
        who = int(page.who[place])
        kind = NAME_KINDS[plan.name_kind[who]]
        planted = _name(str(page.cells[name][place]), kind, float(plan.throw[who]))
        page.put(int(place), name, kind, planted)
    if plan.unwritable:
        for place in np.flatnonzero(known & plan.rare[person]):
            text = str(page.cells[name][place])
            lost = "".join("?" if letter in plan.unwritable else letter for letter in text)
            page.put(int(place), name, "rare_character", lost)
    _impossible_days(page, impossible)
    for place in np.flatnonzero(copies):
        page.record(int(place), number, "duplicate", "", str(page.cells[number][place]))


def _number(page: Page, plan: Plan, who: int, kind: str) -> str:
    text = str(page.everybody.numbers[who])
    throw = float(plan.throw[who])
    if kind == "others_number":
        return str(page.everybody.numbers[plan.other[who]])
    if kind == "missing_number":
        return "" if throw < 0.6 else "无"
    if kind == "float_number":
        return f"{text[0]}.{text[1:6]}E+17"
    if kind == "typo":
        return _typo(text, throw)
    if kind == "transposed":
        return _transposed(text, throw)
    if kind == "form_15":
        return text[:6] + text[8:17]
    if kind == "lower_x":
        return text.lower()
    if kind == "full_width":
        return text.translate(FULL_WIDTH)
    return f" {text}" if throw < 0.4 else f"{text} " if throw < 0.8 else f"{text[:6]} {text[6:]}"


def _typo(text: str, throw: float) -> str:
    place = 6 + int(throw * 11)
    digit = (int(text[place]) + 1 + int(throw * 997) % 9) % 10
    return text[:place] + str(digit) + text[place + 1 :]


def _transposed(text: str, throw: float) -> str:
    first = 6 + int(throw * 10)
    for place in (*range(first, 16), *range(6, first)):
        if text[place] != text[place + 1]:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text


def _name(text: str, kind: str, throw: float) -> str:
    if kind == "blank_in_name":
        gap = "　" if throw < 0.4 else " "
        return text[:1] + gap + text[1:] if throw < 0.8 else text + gap
    for place in range(len(text) - 1, 0, -1):
        if text[place] in SOUNDS_ALIKE:
            return text[:place] + SOUNDS_ALIKE[text[place]] + text[place + 1 :]
    return text[:-1] + ("宏" if text[-1] != "宏" else "红")


def _impossible_days(page: Page, rows: Array) -> None:
    days = [field for field in page.dataset.fields if field.type in ("date", "month")]
    if not days:
        return
    style = page.form.date_style
    wrong = ("2025-02-30", "20250230", "2025年2月30日")[style]
    wrong_month = ("2025-13", "202513", "2025年13月")[page.form.month_style]
    for place in np.flatnonzero(rows):
        field = days[int(place) % len(days)]
        if page.cells[field.name][place]:
            planted = wrong if field.type == "date" else wrong_month
            page.put(int(place), field.name, "impossible_date", planted)
