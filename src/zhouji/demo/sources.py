"""Which function gives the rows of which dataset, and the rows of people from elsewhere."""

from __future__ import annotations

import numpy as np

from zhouji.demo import sources_aid, sources_civil, sources_health, sources_rolls, sources_work
from zhouji.demo.county import County, Delivery
from zhouji.demo.dice import choose
from zhouji.demo.errors import DemoError
from zhouji.demo.rows import Coded, Rows, Source, codes, figures, pids, stacked, taken

SETTLEMENTS = "settlements"
_ROOMS = (sources_civil, sources_work, sources_health, sources_rolls, sources_aid)
# share of a source's rows that belong to people who are not registered here
STRANGE = {
    "wages": 0.03,
    "settlements": 0.01,
    "vehicles": 0.03,
    "insurance_enrolment": 0.03,
    "employee_insurance": 0.03,
    "school_register": 0.04,
    "preschool": 0.04,
    "real_estate": 0.02,
    "income_tax": 0.02,
    "traffic_accidents": 0.05,
    "free_water": 0.01,
}
NEVER_STRANGE = {"register"}


def names_of(county: County) -> list[str]:
    """All datasets of the catalogue; settlements first, because medical aid follows them.

    Raises:
        DemoError: the catalogue has a dataset that nobody here makes rows for.
    """
    lacking = [name for name in county.content.datasets if _source(name) is None]
    if lacking:
        raise DemoError(
            f"Nobody makes rows for {', '.join(sorted(lacking))}. "
            "Add a function of that name to demo/sources_*.py"
        )
    return sorted(county.content.datasets, key=lambda name: (name != SETTLEMENTS, name))


def _source(name: str) -> Source | None:
    return next((getattr(room, name) for room in _ROOMS if hasattr(room, name)), None)


def rows_of(county: County, delivery: Delivery, name: str) -> Rows:
    """The clean rows of one dataset in one delivery."""
    source = _source(name)
    assert source is not None
    rows = source(county, delivery)
    if name == SETTLEMENTS:
        county.bills = rows
    if name in NEVER_STRANGE:
        return rows
    return _with_strangers(county, delivery, name, rows)


def _with_strangers(county: County, delivery: Delivery, name: str, rows: Rows) -> Rows:
    """Rows like the others, for people from elsewhere; at least one, so that no file is empty."""
    rng = county.dice("strange", name, delivery.number)
    size = len(pids(rows))
    count = round(STRANGE.get(name, 0.0) * size)
    outside = county.strangers["number"]
    if size == 0:
        return _lone_stranger(county, delivery, name, rows)
    if not count:
        return rows
    like = choose(rng, np.arange(size), count)
    copied = taken(rows, like)
    copied["pid"] = -1 - (pids(copied) + size) % len(outside)
    return _in_order(stacked([rows, copied]))


def _in_order(rows: Rows) -> Rows:
    """Streams by month; everything else as it is, strangers last."""
    if "month" not in rows:
        return rows
    return taken(rows, np.argsort(figures(rows, "month"), kind="stable"))


def _lone_stranger(county: County, delivery: Delivery, name: str, rows: Rows) -> Rows:
    day = county.today - 6
    dataset = county.content.datasets[name]
    lone: Rows = {"pid": np.asarray([-1 - delivery.number % len(county.strangers)])}
    for field in dataset.fields:
        if field.type in ("id", "name"):
            continue
        if field.type == "code" or isinstance(rows[field.name], Coded):
            lone[field.name] = Coded(np.zeros(1, dtype=np.int8), codes(rows, field.name).words)
        elif field.type == "date":
            lone[field.name] = np.asarray([day])
        elif field.type == "month":
            lone[field.name] = np.asarray([county.now])
        elif field.type == "text":
            lone[field.name] = np.asarray(["1"])
        elif field.name == "year":
            lone[field.name] = np.asarray([delivery.period.year - 1])
        else:
            lone[field.name] = np.asarray([100])
    return lone
