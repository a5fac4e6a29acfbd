"""A table's sum moves with what it says, and with nothing else."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from zhouji.engine.generation.sums import BLOCK, WRAP, sum_of

SCHEMA = pa.schema(
    [
        ("person_id", pa.int64()),
        ("alive", pa.bool_()),
        ("since", pa.date32()),
        ("grade", pa.dictionary(pa.int16(), pa.string())),
        ("name", pa.string()),
        ("missing", pa.list_(pa.string())),
    ]
)
WORDS = ["", "a", "ab", "一般", "limb, and more than eight bytes", "\0", "ab\0"]


def rows(count: int, seed: int = 1) -> list[dict[str, Any]]:
    dice = random.Random(seed)

    def maybe(value: Any) -> Any:
        return None if dice.random() < 0.2 else value

    return [
        {
            "person_id": maybe(dice.randrange(-(2**52), 2**52)),
            "alive": maybe(dice.random() < 0.5),
            "since": maybe(date(2000, 1, 1) + timedelta(dice.randrange(9000))),
            "grade": maybe(dice.choice(WORDS)),
            "name": maybe(dice.choice(WORDS)),
            "missing": maybe([maybe(dice.choice(WORDS)) or "" for _ in range(dice.randrange(4))]),
        }
        for _ in range(count)
    ]


def table(said: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(said, SCHEMA)


def test_neither_order_nor_layout_moves_the_sum() -> None:
    said = rows(200)
    whole = sum_of(table(said))
    assert sum_of(table(said[::-1])) == whole
    assert sum_of(table(said).select(SCHEMA.names[::-1])) == whole
    assert sum_of(pa.concat_tables([table(said[:77]), table(said[77:])])) == whole
    assert sum_of(table([*rows(13, 2), *said]).slice(13)) == whole
    assert (sum_of(table(said[:77])) + sum_of(table(said[77:]))) % WRAP == whole
    words = table(said).set_column(3, "grade", table(said)["grade"].cast(pa.string()))
    assert sum_of(words) == whole


@pytest.mark.parametrize("name", SCHEMA.names)
def test_every_other_value_moves_the_sum(name: str) -> None:
    said = rows(50)
    sums = {sum_of(table(said))}
    values = {repr(one[name]): one[name] for one in rows(50, 3)}
    for value in values.values():
        sums.add(sum_of(table([{**said[0], name: value}, *said[1:]])))
    assert len(sums) == len({*values, repr(said[0][name])})


def test_a_value_that_changes_its_column_or_its_row_moves_the_sum() -> None:
    one, other = {"a": 1, "b": 2}, {"a": 3, "b": 4}
    told = {
        sum_of(pa.Table.from_pylist(said))
        for said in ([one, other], [{"a": 2, "b": 1}, other], [{"a": 3, "b": 2}, {"a": 1, "b": 4}])
    }
    assert len(told) == 3


def test_many_rows_are_read_block_by_block() -> None:
    numbers = pa.table({"n": pa.array(range(2 * BLOCK + 7), pa.int64())})
    parts = [numbers.slice(0, BLOCK + 3), numbers.slice(BLOCK + 3)]
    assert sum_of(numbers) == sum(map(sum_of, parts)) % WRAP


def test_a_sum_is_the_same_on_every_machine() -> None:
    assert f"{sum_of(table(rows(20))):016x}" == "83fa83adcb8186b4"


def test_nothing_sums_up_to_nothing() -> None:
    assert sum_of(SCHEMA.empty_table()) == 0
