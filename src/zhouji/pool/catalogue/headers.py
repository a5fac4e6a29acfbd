"""Recognises a file by its department and its headers; refuses what is not sure, with a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhouji.pool.catalogue.models import Dataset, Field

_BLANKS = re.compile(r"\s+")
_UNIT = re.compile(r"^(?P<bare>.+?)[(\[【〔](?P<unit>[^()\[\]]*)[)\]】〕]$")
_MONEY_UNITS = {"": 1, "元": 1, "人民币": 1, "人民币元": 1, "千元": 1_000, "万元": 10_000}
SERIAL_HEADERS = frozenset({"序号", "行号", "编号序号", "no", "no."})


@dataclass(frozen=True)
class Column:
    """A column of a file that belongs to a field; `factor` turns its unit into the field's."""

    position: int
    header: str
    field: Field
    factor: int = 1


@dataclass(frozen=True)
class Match:
    """The dataset found with its columns, or why none was."""

    dataset: Dataset | None
    columns: list[Column] = field(default_factory=list)
    nearest: Dataset | None = None
    known: int = 0
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def normal(header: str) -> str:
    """A header as it is compared: NFKC, no blanks, lower case."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", header)).lower()


def split_unit(header: str) -> tuple[str, str]:
    """A normalised header without a trailing unit in brackets, and that unit."""
    found = _UNIT.match(normal(header))
    return (found["bare"], found["unit"]) if found else (normal(header), "")


def names_of(item: Field) -> set[str]:
    """Every normalised header under which a field is found."""
    given = [item.zh, item.name, *item.aliases]
    return {normal(text) for text in given} | {split_unit(text)[0] for text in given}


def match(datasets: Iterable[Dataset], headers: list[str]) -> Match:
    """Find the one dataset that these headers fit without remainder."""
    tries = [_try(dataset, headers) for dataset in datasets]
    fits = [found for found in tries if not (found.missing or found.unknown or found.twice)]
    if len(fits) > 1:
        fullest = max(len(found.columns) / len(_of(found).fields) for found in fits)
        best = [f for f in fits if len(f.columns) / len(_of(f).fields) == fullest]
        if fullest < 1 or len(best) > 1:
            names = sorted(_of(found).zh for found in fits)
            return Match(None, nearest=_of(fits[0]), known=fits[0].known, ambiguous=names)
        fits = best
    if fits:
        return fits[0]
    if not tries:
        return Match(None)
    near = max(tries, key=lambda f: (f.known - len(f.missing) - len(f.unknown), _of(f).name))
    return Match(
        None, [], _of(near), near.known, near.missing, near.unknown, near.twice, near.ambiguous
    )


def _of(found: Match) -> Dataset:
    assert found.dataset is not None
    return found.dataset


def _try(dataset: Dataset, headers: list[str]) -> Match:
    by_header = {name: item for item in dataset.fields for name in names_of(item)}
    columns: list[Column] = []
    unknown: list[str] = []
    for position, header in enumerate(headers):
        if not normal(header) or normal(header) in SERIAL_HEADERS:
            continue
        column = _column(by_header, position, header)
        if column is None:
            unknown.append(header.strip())
        else:
            columns.append(column)
    met = [column.field.name for column in columns]
    return Match(
        dataset,
        columns,
        known=len(set(met)),
        missing=[item.zh for item in dataset.needed() if item.name not in met],
        unknown=unknown,
        twice=sorted({item.zh for item in dataset.fields if met.count(item.name) > 1}),
    )


def _column(by_header: dict[str, Field], position: int, header: str) -> Column | None:
    bare, unit = split_unit(header)
    item = by_header.get(normal(header)) or by_header.get(bare)
    if item is None:
        return None
    factor = _MONEY_UNITS.get(unit) if item.type == "money" else 1
    return None if factor is None else Column(position, header.strip(), item, factor)
