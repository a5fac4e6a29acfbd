"""Columns of tables handed in are read exactly, or refused with a mend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from zhouji.engine.rules import Type
from zhouji.engine.screening.columns import UnfitError, held, type_of

D = Decimal
NAN = float("nan")


def values(array: pa.Array, kind: Type) -> list[Any]:
    field = pa.field("x", array.type)
    found: list[Any] = held("x", pa.chunked_array([array]), field, kind).to_pylist()
    return found


@pytest.mark.parametrize(
    ("arrow", "kind"),
    [
        (pa.int16(), Type.INT),
        (pa.uint32(), Type.INT),
        (pa.decimal128(12, 2), Type.MONEY),
        (pa.decimal128(9, 4), Type.RATIO),
        (pa.bool_(), Type.BOOL),
        (pa.date32(), Type.DATE),
        (pa.date64(), Type.DATE),
        (pa.string(), Type.CODE),
        (pa.large_string(), Type.CODE),
        (pa.dictionary(pa.int8(), pa.string()), Type.CODE),
    ],
)
def test_parquets_type_says_what_a_column_is(arrow: pa.DataType, kind: Type) -> None:
    assert type_of(pa.field("x", arrow), None) is kind


@pytest.mark.parametrize("arrow", [pa.float64(), pa.float32(), pa.timestamp("us"), pa.binary()])
def test_a_doubtful_type_is_refused_until_declared(arrow: pa.DataType) -> None:
    with pytest.raises(UnfitError) as refusal:
        type_of(pa.field("income", arrow), None)
    assert "under inputs in variables.yaml, as income: {type: money}" in refusal.value.mend
    assert type_of(pa.field("income", arrow), Type.MONEY) is Type.MONEY


def test_a_field_that_says_it_is_stored_so_is_taken_as_it_is() -> None:
    field = pa.field("x", pa.int64(), metadata={"zhouji.type": "money"})
    assert type_of(field, Type.INT) is Type.MONEY
    assert held("x", pa.chunked_array([[123]]), field, Type.MONEY).to_pylist() == [123]


@pytest.mark.parametrize(
    ("array", "kind", "expected"),
    [
        (pa.array([D("1.50"), None, D("-0.01")]), Type.MONEY, [150, None, -1]),
        (pa.array([D("1.5")]), Type.MONEY, [150]),
        (pa.array([D("0.250")]), Type.RATIO, [250_000]),
        (pa.array([D("1.00"), None], pa.decimal256(40, 2)), Type.MONEY, [100, None]),
        (pa.array([900, None], pa.int32()), Type.MONEY, [90_000, None]),
        (pa.array([3], pa.int8()), Type.RATIO, [3_000_000]),
        (pa.array([7, None], pa.uint8()), Type.INT, [7, None]),
        (pa.array([0.1 + 0.2, NAN, None, -1.006]), Type.MONEY, [30, None, None, -101]),
        (pa.array([2.0]), Type.INT, [2]),
        (pa.nulls(2), Type.MONEY, [None, None]),
        (pa.array(["a", None], pa.large_string()), Type.CODE, ["a", None]),
        (pa.array([1, 0, None]), Type.BOOL, [True, False, None]),
    ],
)
def test_values_are_read_as_rules_hold_them(
    array: pa.Array, kind: Type, expected: list[Any]
) -> None:
    assert values(array, kind) == expected


def test_a_slice_of_a_decimal_column_is_read_from_its_own_rows() -> None:
    array = pa.array([D("1.00"), D("2.00"), None, D("4.00")]).slice(1, 3)
    assert values(array, Type.MONEY) == [200, None, 400]


def test_days_are_days() -> None:
    assert values(pa.array([date(2024, 1, 1)], pa.date64()), Type.DATE) == [date(2024, 1, 1)]


@pytest.mark.parametrize(
    ("array", "kind", "said"),
    [
        (pa.array([D("1.001")]), Type.MONEY, "more than 2 places"),
        (pa.array([2**62]), Type.MONEY, "beyond 64 bits"),
        (pa.array([D("1E30")], pa.decimal128(38, 2)), Type.MONEY, "beyond 64 bits"),
        (pa.array([1e300]), Type.MONEY, "beyond 64 bits"),
        (pa.array([float("inf")]), Type.MONEY, "infinite"),
        (pa.array([1.5]), Type.INT, "fractions"),
        (pa.array(["1"]), Type.MONEY, "money is declared"),
        (pa.array(["yes"]), Type.BOOL, "bool is declared"),
        (pa.array([2**63], pa.uint64()), Type.INT, "not in range"),
    ],
)
def test_values_that_do_not_fit_are_refused(array: pa.Array, kind: Type, said: str) -> None:
    with pytest.raises(UnfitError, match=said):
        values(array, kind)
