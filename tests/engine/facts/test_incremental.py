"""An update of what was touched gives exactly the tables of a full build."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.engine.facts.random_county import RandomCounty
from tests.pool.made_up_pool import CONTENT, MadeUpPool
from zhouji.base.month import Month
from zhouji.engine.facts import (
    FactBook,
    base_of,
    build,
    load_facts,
    merge,
    open_facts,
    save_facts,
    touched,
)
from zhouji.engine.facts.errors import WrongFactsFileError
from zhouji.pool.link import link
from zhouji.pool.store import read_arrow

TABLES = ("persons", "households", "members", "links")


def full(county: MadeUpPool, book: FactBook, day: date, name: str) -> Path:
    out = county.generation(name)
    link(county.pool, county.catalogue, day, None, out)
    save_facts(out, *base_of(*build(county.pool, book, county.catalogue, day, out)))
    return out


def updated(county: MadeUpPool, book: FactBook, day: date, name: str, before: Path) -> Path:
    """The generation of a day made from the one before, everybody anew only if need be."""
    out = county.generation(name)
    links = link(county.pool, county.catalogue, day, before, out)
    found = touched(county.pool, book, county.catalogue, before, links, out, day)
    homes = None if found.everybody else found.households
    moved = book.only(found.groups)
    fresh = build(county.pool, moved, county.catalogue, day, out, homes)
    tables = base_of(*fresh) if homes is None else merge(open_facts(before), fresh, homes)
    save_facts(out, *tables)
    return out


def assert_same(one: Path, other: Path) -> None:
    for name in TABLES:
        a, b = (read_arrow(folder / f"{name}.arrow") for folder in (one, other))
        assert a.equals(b), name
    for first, second in zip(open_facts(one), open_facts(other), strict=True):
        a, b = first.whole(), second.whole()
        assert a.schema.equals(b.schema, check_metadata=True)
        assert [c for c in a.column_names if not a[c].equals(b[c])] == []


SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4)]


@pytest.mark.parametrize("seed", [0, *SLOW])
def test_an_update_equals_a_full_build_whatever_changed(tmp_path: Path, seed: int) -> None:
    county = MadeUpPool(tmp_path)
    book = load_facts(CONTENT, county.catalogue)
    made_up = RandomCounty(county, seed)
    month = Month(2025, 9)
    made_up.month(month.plus(-1))
    made_up.month(month)
    before = full(county, book, month.last, "start")
    for step in range(1, 3):
        # Some days pass without news, then a month is delivered, then some days more.
        quiet = month.last + timedelta(days=made_up.dice.randint(1, 25))
        month = month.plus(1)
        made_up.month(month)
        for day in (quiet, month.last):
            name = f"{step}-{day}"
            after = updated(county, book, day, f"{name}-updated", before)
            assert_same(after, full(county, book, day, f"{name}-full"))
            before = after


def test_an_update_builds_only_the_touched_households_anew(tmp_path: Path) -> None:
    county = MadeUpPool(tmp_path)
    book = load_facts(CONTENT, county.catalogue)
    made_up = RandomCounty(county, seed=7)
    month = Month(2025, 9)
    made_up.month(month)
    before = full(county, book, month.last, "before")
    person = made_up.people[0]
    row = {"id": person["id"], "name": person["name"], "died_on": month.last}
    county.deliver("death_certs", "2025-09", [row])
    out = county.generation("after")
    links = link(county.pool, county.catalogue, month.last, before, out)
    found = touched(county.pool, book, county.catalogue, before, links, out, month.last)
    assert found.everybody is None
    assert len(found.households) <= 1 + found.why["due"]
    assert found.why["death_certs"] == 1
    _, households = build(county.pool, book, county.catalogue, month.last, out, found.households)
    assert households.num_rows == len(found.households)
    assert "civil" in found.groups < book.groups()
    after = updated(county, book, month.last, "updated", before)
    assert_same(after, full(county, book, month.last, "full"))


def test_a_partial_update_of_other_subjects_is_refused() -> None:
    schema = pa.schema([("household_id", pa.int64()), ("a", pa.int64()), ("b", pa.int64())])
    old = pa.Table.from_pylist([{"household_id": n, "a": n, "b": n} for n in range(3)], schema)
    new = pa.Table.from_pylist([{"household_id": 9, "b": 5}], schema).drop_columns("a")
    with pytest.raises(WrongFactsFileError, match="partial update"):
        merge(base_of(old, old), (new, new), np.array([1]))


def test_changed_fact_files_touch_everybody(tmp_path: Path) -> None:
    county = MadeUpPool(tmp_path)
    book = load_facts(CONTENT, county.catalogue)
    RandomCounty(county, seed=8).month(Month(2025, 9))
    day = Month(2025, 9).last
    before = full(county, book, day, "before")
    changed = book.model_copy(update={"digest": "another"})
    links = link(county.pool, county.catalogue, day, before, county.generation("after"))
    after = county.pool.derived / "after"
    found = touched(county.pool, changed, county.catalogue, before, links, after, day)
    assert found.everybody == "the fact files changed"


def test_merging_drops_a_touched_household_that_is_gone() -> None:
    schema = pa.schema([("person_id", pa.int64()), ("household_id", pa.int64())])
    home = pa.schema([("household_id", pa.int64())])

    def tables(rows: list[tuple[int, int]]) -> tuple[pa.Table, pa.Table]:
        people = [{"person_id": p, "household_id": h} for p, h in rows]
        homes = [{"household_id": h} for h in sorted({h for _, h in rows})]
        return pa.Table.from_pylist(people, schema), pa.Table.from_pylist(homes, home)

    old, new = tables([(5, 1), (9, 1), (2, 2), (7, 3)]), tables([(4, 3), (9, 3)])
    merged = merge(base_of(*old), new, np.array([1, 3]))
    persons, households = (table.whole() for table in merged)
    assert persons["person_id"].to_pylist() == [2, 4, 9]
    assert households["household_id"].to_pylist() == [2, 3]


@pytest.mark.parametrize("seed", [0, *SLOW])
def test_what_changes_by_itself_changes_after_the_day(tmp_path: Path, seed: int) -> None:
    """Else every run of a day builds the same households once more."""
    county = MadeUpPool(tmp_path)
    book = load_facts(CONTENT, county.catalogue)
    made_up = RandomCounty(county, seed)
    made_up.month(Month(2025, 9))
    for dataset, field in ENDS_OF_MONTHS.items():
        columns = {item.name for item in county.catalogue.datasets[dataset].fields} | {"id", "name"}
        rows = [
            {**person, field: month.last - timedelta(days=n % 2), "damage": "severe", "balance": 1}
            for n, person in enumerate(made_up.people)
            for month in [Month(2024, 2).plus(n // 2)]
        ]
        odd = [{name: row[name] for name in columns & row.keys()} for row in rows]
        county.deliver(dataset, "2025-09", odd)
    for day in (date(2025, 9, 30), date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)):
        folder = full(county, book, day, f"on-{day}")
        for table in open_facts(folder):
            for name in table.schema.names:
                if name.endswith("__next_change"):
                    told = [d for d in table.whole([name])[name].to_pylist() if d is not None]
                    assert all(d > day for d in told), (name, day)


ENDS_OF_MONTHS = {
    "bank_balances": "checked_on",
    "unemployment_register": "registered_on",
    "disaster_households": "happened_on",
}
