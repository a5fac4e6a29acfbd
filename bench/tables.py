"""Makes the bench's two tables: made-up persons and households, from a fixed seed, with unknowns.

    python bench/tables.py FOLDER --households 350000

Money is whole fen, a ratio whole millionths; an empty cell is unknown. Persons stand sorted by
household, as the published facts of a pool do. Nobody in them is a real person or has a name.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20251001
SIZES = np.array([0.18, 0.29, 0.25, 0.15, 0.08, 0.05])  # of one to six members

KINDS = {"limb": 0, "vision": 0.12, "hearing": 0.15, "speech": 0.04, "intellectual": 0.09,
         "mental": 0.11, "multiple": 0.05}  # fmt: skip
SELFCARE = {"full": 0, "partial": 0.1, "most_loss": 0.04, "total_loss": 0.03}
STAGES = ["none", "preschool", "primary", "junior", "senior", "vocational", "college"]
EMPLOYMENT = {"employed": 0, "flexible": 0.18, "retired": 0.24, "none": 0.12,
              "unemployed_registered": 0.03}  # fmt: skip
GRADES = {"none": 0, "a": 0.4, "b": 0.1, "c": 0.01, "d": 0.006}


def codes(chance: np.random.Generator, count: int, shares: dict[str, float]) -> pa.Array:
    """A dictionary column; the first code takes what the others leave."""
    names = list(shares)
    rest = np.array(list(shares.values())[1:])
    picked = chance.choice(len(names), count, p=[1 - rest.sum(), *rest]).astype(np.int32)
    return pa.DictionaryArray.from_arrays(picked, pa.array(names))


def fen(
    chance: np.random.Generator, count: int, share: float, middle: float, spread: float
) -> np.ndarray:
    """Log-normal amounts for a share of the rows, nought for the others."""
    amount = np.exp(chance.normal(np.log(middle), spread, count)) * 100
    return np.where(chance.random(count) < share, amount, 0).astype(np.int64)


def hidden(chance: np.random.Generator, values: np.ndarray | pa.Array, share: float) -> pa.Array:
    """The column with a share of its cells unknown."""
    mask = chance.random(len(values)) < share
    if isinstance(values, pa.DictionaryArray):
        indices = pa.array(values.indices.to_numpy(zero_copy_only=False), mask=mask)
        return pa.DictionaryArray.from_arrays(indices, values.dictionary)
    return pa.array(values, mask=mask)


def yes(chance: np.random.Generator, count: int, share: float) -> np.ndarray:
    return chance.random(count) < share


def ages_of(chance: np.random.Generator, count: int) -> np.ndarray:
    young, grown, old = chance.integers(0, 18, count), chance.integers(18, 60, count), 60
    aged = old + np.minimum(45, chance.exponential(12, count)).astype(np.int64)
    return np.choose(chance.choice(3, count, p=[0.15, 0.53, 0.32]), [young, grown, aged])


def persons(chance: np.random.Generator, household_id: np.ndarray) -> pa.Table:
    """One row a person."""
    n = len(household_id)
    age = ages_of(chance, n)
    grade = np.where(yes(chance, n, 0.05), chance.integers(1, 5, n), 0)
    cars = yes(chance, n, 0.22).astype(np.int64)
    homes = np.where(yes(chance, n, 0.35), chance.choice([1, 1, 1, 2], n), 0)
    school = np.select(
        [age < 3, age < 6, age < 12, age < 15, age < 18, age < 23], [0, 1, 2, 3, 4, 6], 0
    )
    school = np.where((school == 4) & yes(chance, n, 0.45), 5, school).astype(np.int32)
    return pa.table(
        {
            "household_id": household_id,
            "person_id": np.arange(n, dtype=np.int64) + 1,
            "age": age,
            "sex": codes(chance, n, {"m": 0, "f": 0.51}),
            "alive": yes(chance, n, 0.985),
            "registered_pinghu": yes(chance, n, 0.96),
            "custody": codes(chance, n, {"none": 0, "prison": 0.002, "detox": 0.001}),
            "disability_type": codes(chance, n, KINDS),
            "disability_grade": grade,
            "selfcare": hidden(chance, codes(chance, n, SELFCARE), 0.6),
            "major_illness": yes(chance, n, 0.02),
            "income_12m": hidden(chance, fen(chance, n, 0.62, 31000, 0.8), 0.02),
            "covered_selfpay_12m": fen(chance, n, 0.3, 2400, 1.3),
            "outside_12m": fen(chance, n, 0.2, 900, 1.2),
            "tuition_year": np.where(school >= 4, fen(chance, n, 1, 3200, 0.5), 0),
            "student_stage": pa.DictionaryArray.from_arrays(school, pa.array(STAGES)),
            "boarding": (school >= 3) & yes(chance, n, 0.4),
            "employment": codes(chance, n, EMPLOYMENT),
            "unemployed_months": chance.integers(0, 30, n),
            "insurance": codes(chance, n, {"resident": 0, "employee": 0.45, "none": 0.02}),
            "vehicles_living": cars,
            "vehicle_price_max": cars * fen(chance, n, 1, 90000, 0.7),
            "dwellings_own": homes,
            "dwelling_area": homes * (chance.integers(40_00, 180_00, n) * 10_000),
            "nonres_property": yes(chance, n, 0.01).astype(np.int64),
            "company_contrib": fen(chance, n, 0.03, 200000, 1.4),
            "money": hidden(chance, fen(chance, n, 0.8, 30000, 1.5), 0.08),
            "gets_welfare_post": yes(chance, n, 0.003),
            "gets_living_subsidy": yes(chance, n, 0.01),
            "gets_nursing_subsidy": yes(chance, n, 0.01),
        }
    )


def households(chance: np.random.Generator, n: int) -> pa.Table:
    """One row a household."""
    db = yes(chance, n, 0.012)
    township = codes(chance, n, {f"3304981{k:02d}": 0.1 for k in range(9)})
    return pa.table(
        {
            "household_id": np.arange(n, dtype=np.int64) + 1,
            "township_code": township,
            "rural": yes(chance, n, 0.44),
            "class_db": db,
            "class_dbian": ~db & yes(chance, n, 0.006),
            "class_gx": ~db & yes(chance, n, 0.002),
            "class_tk": ~db & yes(chance, n, 0.002),
            "house_grade": codes(chance, n, GRADES),
            "house_repaired": yes(chance, n, 0.01),
            "gets_water_free": yes(chance, n, 0.01),
            "obligor_ok": hidden(chance, yes(chance, n, 0.9), 0.7),
            "temp_relief_12m": fen(chance, n, 0.01, 1800, 0.6),
        }
    )


def make(folder: Path, count: int, seed: int = SEED) -> tuple[int, int]:
    """Write persons.parquet and households.parquet; how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    sizes = chance.choice(np.arange(1, 7), count, p=SIZES)
    wanted = count * 20 // 7  # 1,000,000 for 350,000
    order = chance.permutation(count)
    while (missing := wanted - int(sizes.sum())) > 0:
        sizes[order[: min(missing, count)]] += 1
        order = np.roll(order, 1)
    chosen = np.repeat(np.arange(count, dtype=np.int64) + 1, sizes)
    tables = {"persons": persons(chance, chosen), "households": households(chance, count)}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=131_072)
    return len(chosen), count


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--households", type=int, default=350_000)
    words.add_argument("--seed", type=int, default=SEED)
    asked = words.parse_args()
    print("persons, households:", make(asked.folder, asked.households, asked.seed))
