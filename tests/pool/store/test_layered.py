"""A table in two layers reads as the one table it stands for, however often it changed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from zhouji.pool.store import Layered, layered, open_layered

SCHEMA = pa.schema([("household_id", pa.int64()), ("person_id", pa.int64()), ("age", pa.int64())])
Homes = dict[int, list[dict[str, int]]]


def rows(homes: Homes, only: set[int] | None = None) -> pa.Table:
    """The members of some or all households, in the order of the published tables."""
    chosen = sorted(homes if only is None else only & set(homes))
    listed = [{"household_id": home, **member} for home in chosen for member in homes[home]]
    return pa.Table.from_pylist(listed, SCHEMA)


def members(dice: Random, home: int) -> list[dict[str, int]]:
    return [
        {"person_id": home * 10 + n, "age": dice.randrange(90)} for n in range(dice.choice((1, 3)))
    ]


def changed(dice: Random, homes: Homes) -> set[int]:
    """Change, take out and add some households; give those that were touched."""
    touched = set(dice.sample(sorted(homes), 6)) | {dice.randrange(1000, 2000)}
    for home in touched:
        if dice.random() < 0.3:
            homes.pop(home, None)
        else:
            homes[home] = members(dice, home)
    return touched


def numbers(homes: set[int]) -> np.ndarray:
    return np.asarray(sorted(homes), np.int64)


def assert_reads_as(table: Layered, homes: Homes, dice: Random) -> None:
    assert table.whole().equals(rows(homes))
    assert table.num_rows == rows(homes).num_rows
    assert table.whole(["age"]).equals(rows(homes).select(["age"]))
    for home in dice.sample(range(2000), 20) + sorted(homes)[:5]:
        assert table.of(home).equals(rows(homes, {home}))
    some = set(dice.sample(sorted(homes), 30)) | {99_999}
    assert table.of_many(numbers(some)).equals(rows(homes, some))
    person = dice.choice(rows(homes)["person_id"].to_pylist())
    assert table.where("person_id", person).num_rows == 1
    assert table.where("person_id", -1).num_rows == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("most", [0.05, 0.4, 9.0])
def test_layers_read_as_one_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: float, seed: int
) -> None:
    monkeypatch.setattr(layered, "MOST", most)
    dice = Random(seed)
    homes: Homes = {home: members(dice, home) for home in dice.sample(range(1000), 200)}
    table = Layered.of_table(rows(homes))
    for step in range(12):
        touched = changed(dice, homes)
        table = table.then(rows(homes, touched), numbers(touched))
        assert_reads_as(table, homes, dice)
        folder = tmp_path / str(step)
        folder.mkdir()
        table.save(folder, "people")
        table = open_layered(folder, "people")
        assert_reads_as(table, homes, dice)


def test_few_changes_leave_the_base_as_it_is_and_many_write_it_anew(tmp_path: Path) -> None:
    dice = Random(1)
    homes: Homes = {home: members(dice, home) for home in range(400)}
    for step in ("one", "two", "three"):
        (tmp_path / step).mkdir()
    Layered.of_table(rows(homes)).save(tmp_path / "one", "people")
    table = open_layered(tmp_path / "one", "people")
    table.then(rows(homes, {3, 4}), numbers({3, 4})).save(tmp_path / "two", "people")
    assert (tmp_path / "one" / "people.arrow").samefile(tmp_path / "two" / "people.arrow")
    table = open_layered(tmp_path / "two", "people")
    touched = set(range(60))
    table.then(rows(homes, touched), numbers(touched)).save(tmp_path / "three", "people")
    assert not (tmp_path / "one" / "people.arrow").samefile(tmp_path / "three" / "people.arrow")
    assert [path.name for path in (tmp_path / "three").iterdir()] == ["people.arrow"]


def test_the_marks_are_those_of_the_newest_rows(tmp_path: Path) -> None:
    homes: Homes = {home: members(Random(2), home) for home in range(100)}
    old = Layered.of_table(rows(homes).replace_schema_metadata({"day": "1"}))
    new = old.then(rows(homes, {5}).replace_schema_metadata({"day": "2"}), numbers({5}))
    new.save(tmp_path, "people")
    read = open_layered(tmp_path, "people")
    for table in (read, read.whole(), read.of(5), read.of_many(numbers({5, 6}))):
        assert table.schema.metadata == {b"day": b"2"}
