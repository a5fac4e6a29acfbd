"""Makes persons.parquet and households.parquet of the small example in a folder."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MONEY = pa.decimal128(12, 2)


def persons() -> pa.Table:
    """Seven people; an empty cell is a fact that nobody knows."""
    return pa.table(
        {
            "household_id": [1, 1, 2, 3, 3, 4, 5],
            "person_id": [11, 12, 21, 31, 32, 41, 51],
            "age": [36, 5, 82, 44, 16, 50, 29],
            "disability_grade": [0, 0, 0, 2, None, 0, 0],
            "income_12m": pa.array(
                [Decimal(9000), Decimal(0), Decimal(0), Decimal(60000), None, Decimal(3000), None],
                MONEY,
            ),
            "on_child_allowance": [None, False, None, None, True, None, None],
        }
    )


def households() -> pa.Table:
    """Five households."""
    return pa.table(
        {
            "household_id": [1, 2, 3, 4, 5],
            "registered": [True, True, True, True, False],
            "money": pa.array(
                [Decimal("1200.50"), None, Decimal(90000), Decimal(30001), Decimal(0)], MONEY
            ),
            "class_basic": [False, False, False, None, False],
            "township": ["north", "north", "south", "south", "south"],
        }
    )


def write(folder: Path) -> None:
    """Write both tables."""
    pq.write_table(persons(), folder / "persons.parquet")
    pq.write_table(households(), folder / "households.parquet")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
