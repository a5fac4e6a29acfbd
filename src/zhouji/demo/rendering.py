"""Turns clean rows into the text of a file's cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from zhouji.demo.county import NO_DAY, NO_MONEY, County
from zhouji.demo.dice import Array
from zhouji.demo.forms import Form
from zhouji.demo.rows import Coded, Rows, pids
from zhouji.pool.catalogue import Dataset
from zhouji.pool.catalogue.models import Field

DATE_STYLES = ("%Y-%m-%d", "%Y%m%d", "%Y年%-m月%-d日")
MONTH_STYLES = ("%Y-%m", "%Y%m", "%Y年%-m月")
Cells = dict[str, Array]  # field -> text of each row


@dataclass(frozen=True)
class Everybody:
    """ID number, name and household number of people and, behind them, of strangers."""

    numbers: Array
    names: Array
    hukou: Array
    people: int

    @classmethod
    def of(cls, county: County) -> Everybody:
        people, strangers = county.people, county.strangers
        hukou = county.homes["hukou_no"][people["home"]].astype(object)
        return cls(
            np.concatenate([people["number"], strangers["number"]]).astype(object),
            np.concatenate([people["name"], strangers["name"]]).astype(object),
            np.concatenate([hukou, np.full(len(strangers), None)]),
            len(people),
        )

    def at(self, who: Array) -> Array:
        """Positions of people and strangers."""
        return np.where(who >= 0, who, self.people - 1 - who)


def render(dataset: Dataset, rows: Rows, form: Form, everybody: Everybody) -> Cells:
    """The cells of some rows, as text, without any fault."""
    at = everybody.at(pids(rows))
    cells: Cells = {}
    for field in dataset.fields:
        if field.type == "id":
            cells[field.name] = everybody.numbers[at]
        elif field.type == "name":
            cells[field.name] = everybody.names[at]
        else:
            cells[field.name] = _texts(field, rows, form)
    return cells


def _texts(field: Field, rows: Rows, form: Form) -> Array:
    values = rows[field.name]
    if isinstance(values, Coded):
        spoken = {code: word for word, code in (field.codes or {}).items()}
        words = np.asarray([spoken.get(word, word) for word in values.words], dtype=object)
        return np.asarray(words[values.index])
    if field.type == "date":
        return _days(values, DATE_STYLES[form.date_style])
    if field.type == "month":
        months = (values - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
        days = np.where(values > NO_DAY, months.astype(np.int64), NO_DAY)
        return _days(days, MONTH_STYLES[form.month_style])
    if field.type in ("money", "decimal"):
        return _hundredths(values)
    if field.type == "int":
        return np.asarray(pl.Series(values.astype(np.int64)).cast(pl.String).to_numpy())
    return np.asarray(values).astype(object)


def _days(values: Array, style: str) -> Array:
    """Days as text; nearly all share a few hundred values, so each is written once."""
    distinct, inverse = np.unique(values, return_inverse=True)
    texts = pl.Series(distinct.astype(np.int32)).cast(pl.Date).dt.strftime(style).to_numpy()
    texts = np.where(distinct > NO_DAY, texts, "")
    return np.asarray(texts[inverse])


def _hundredths(values: Array) -> Array:
    held = values > NO_MONEY
    whole = values.astype(np.int64)
    if (whole[held] % 100 == 0).all():
        texts = pl.Series(whole // 100).cast(pl.String)
    else:
        texts = pl.Series(whole / 100).round(2).cast(pl.String)
    return np.where(held, texts.to_numpy(), "")
