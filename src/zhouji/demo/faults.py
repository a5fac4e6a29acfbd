"""The faults of real files: which persons and rows of a source bear which, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from zhouji.base.month import Month
from zhouji.demo.county import County, day_number
from zhouji.demo.dice import Array, dice
from zhouji.demo.forms import MESSY, OLD_BOOKS, Form
from zhouji.pool.catalogue import Dataset

HARMLESS = {"form_15", "lower_x", "full_width", "blank_in_number", "blank_in_name", "duplicate"}
FIRST_18 = day_number(Month(2000, 1).first)  # 15-digit numbers ended before these births
# kinds that befall a person's number or name in a source: plain sources, messy sources
RATES: dict[str, tuple[float, float]] = {
    "others_number": (0.0, 0.0135),
    "missing_number": (0.0008, 0.008),
    "float_number": (0.0008, 0.002),
    "typo": (0.003, 0.009),
    "transposed": (0.0012, 0.004),
    "form_15": (0.005, 0.010),
    "lower_x": (0.05, 0.30),
    "full_width": (0.001, 0.004),
    "blank_in_number": (0.002, 0.005),
    "name_variant": (0.004, 0.009),
    "blank_in_name": (0.008, 0.012),
}
REGISTER_RATES = {
    "typo": 0.0006,
    "transposed": 0.0002,
    "name_variant": 0.0006,
    "lower_x": 0.05,
    "form_15": 0.002,
    "full_width": 0.0005,
    "blank_in_name": 0.003,
}
OLD_FORM_15 = 0.02
MISSING = {"free_water": 0.04, "free_power": 0.03, "custody": 0.01, "preschool": 0.02}
IMPOSSIBLE = {"snapshot": 0.0012, "stream": 0.00004}
DUPLICATES = {"snapshot": 0.004, "messy": 0.010, "stream": 0.0002, "register": 0.0003}
NUMBER_KINDS = (
    "others_number",
    "missing_number",
    "float_number",
    "typo",
    "transposed",
    "form_15",
    "lower_x",
    "full_width",
    "blank_in_number",
)
NAME_KINDS = ("name_variant", "blank_in_name")


@dataclass
class Plan:
    """What befalls whom in one source: for each person the kind of fault, or none."""

    number_kind: Array  # per person: index in NUMBER_KINDS, -1 none
    name_kind: Array  # per person: index in NAME_KINDS, -1 none
    other: Array  # per person: somebody else of the household, -1 if alone
    throw: Array  # per person: chance for the details
    unwritable: str = ""  # characters this file's encoding turns into "?"
    rare: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def plan_faults(county: County, dataset: Dataset, form: Form) -> Plan:
    """Draw the faults of a source; they stay with a person from delivery to delivery."""
    people = county.people
    size = len(people)
    kinds: list[Array] = []
    for place, names in enumerate((NUMBER_KINDS, NAME_KINDS)):
        rates = [rate_of(dataset, name) for name in names]
        throw = dice(county.seed, "faults", dataset.name, place).random(size)
        bounds = np.cumsum(rates)
        kind = np.searchsorted(bounds, throw, side="right")
        kinds.append(np.where(kind < len(names), kind, -1))
    number_kind = _only_where_it_can_be(county, kinds[0])
    unwritable = _unwritable(county, form)
    return Plan(
        number_kind,
        kinds[1],
        _other_of(county),
        dice(county.seed, "detail", dataset.name).random(size),
        unwritable,
        _rare(county, unwritable),
    )


def rate_of(dataset: Dataset, kind: str) -> float:
    """How often a kind of fault befalls a person in a source."""
    if dataset.name == "register":
        return REGISTER_RATES.get(kind, 0.0)
    if kind == "form_15" and dataset.name in OLD_BOOKS:
        return OLD_FORM_15
    if kind == "missing_number" and dataset.name in MISSING:
        return MISSING[dataset.name]
    return RATES[kind][dataset.name in MESSY]


def _only_where_it_can_be(county: County, kind: Array) -> Array:
    people = county.people
    old = people["birth"] < FIRST_18
    ends_x = np.char.endswith(people["number"], "X")
    kind = np.where((kind == NUMBER_KINDS.index("form_15")) & ~old, -1, kind)
    kind = np.where((kind == NUMBER_KINDS.index("lower_x")) & ~ends_x, -1, kind)
    # a spreadsheet takes only digits for a figure
    kind = np.where((kind == NUMBER_KINDS.index("float_number")) & ends_x, -1, kind)
    alone = _other_of(county) < 0
    return np.where((kind == NUMBER_KINDS.index("others_number")) & alone, -1, kind)


def _other_of(county: County) -> Array:
    """The head for everybody else; for the head the next member; -1 for who lives alone."""
    people = county.people
    order = np.lexsort((people["relation"], people["home"]))
    homes = people["home"][order]
    first = np.r_[True, homes[1:] != homes[:-1]]
    head = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    other = np.full(len(order), -1, dtype=np.int64)
    other[order] = head
    has_next = np.r_[~first[1:], False]
    following = np.r_[order[1:], -1]
    other[order[first]] = np.where(has_next[first], following[first], -1)
    return other


def _unwritable(county: County, form: Form) -> str:
    rare = county.content.names["rare"]
    if form.encoding == "gbk":
        return str(rare["outside_gbk"])
    return ""


def _rare(county: County, characters: str) -> Array:
    names = county.people["name"]
    found = np.zeros(len(names), dtype=bool)
    for character in characters:
        found |= np.char.find(names, character) >= 0
    return found


def row_order(county: County, dataset: Dataset, size: int, period: str) -> tuple[Array, Array]:
    """The order of a source's rows with some twice, and which of them are the copies."""
    mode = "stream" if dataset.mode == "stream" else "snapshot"
    mode = "messy" if mode == "snapshot" and dataset.name in MESSY else mode
    rate = DUPLICATES["register" if dataset.name == "register" else mode]
    twice = dice(county.seed, "twice", dataset.name, period).random(size) < rate
    order = np.repeat(np.arange(size), 1 + twice.astype(np.int64))
    return order, np.r_[False, order[1:] == order[:-1]] if size else np.zeros(0, dtype=bool)


def impossible_rows(county: County, dataset: Dataset, size: int, period: str) -> Array:
    """Rows of a source whose date cannot be."""
    rate = IMPOSSIBLE[dataset.mode]
    if dataset.name == "register":
        rate = 0.0002
    return dice(county.seed, "impossible", dataset.name, period).random(size) < rate
