"""One cell's text becomes a value, nothing, or a fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhouji.pool.ingest import values

DAY = date(2025, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-30",
        "2025/9/30",
        "2025.9.30",
        "20250930",
        "2025年9月30日",
        "2025 年 9 月 30 日",
        "２０２５－０９－３０",
        "45930",
        "45930.0",
        "2025-09-30 00:00:00",
        "2025-09-30T10:15:00Z",
        '="20250930"',
        "'2025-9-30",
    ],
)
def test_every_style_of_a_day_is_the_same_day(text: str) -> None:
    assert values.read_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["2025-09", "202509", "2025年9月", "2025/9", "2025-09-30", "2025.09"]
)
def test_every_style_of_a_month_is_its_first_day(text: str) -> None:
    assert values.read_month(text) == date(2025, 9, 1)


def test_a_day_with_a_time_keeps_its_day() -> None:
    assert values.read_date("2025-9-3 10:00:00") == date(2025, 9, 3)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123450),
        ("１２３４．５", 123450),
        ("1234.5元", 123450),
        ("¥1,234", 123400),
        ("0.1", 10),
        ("-3.005", -301),
        ("1.2E3", 120000),
        ("3.5万元", 3500000),
        ("0.30000000000000004", 30),
    ],
)
def test_money_is_read_to_the_fen(text: str, fen: int) -> None:
    assert values.read_money(text) == fen


def test_an_amount_under_a_header_in_ten_thousands_is_multiplied() -> None:
    assert values.read_money("1.5", 10_000) == 1_500_000


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (values.read_int, "12.0", 12),
        (values.read_int, "1,200", 1200),
        (values.read_int, "3人", 3),
        (values.read_decimal, "89.256", Decimal("89.26")),
        (values.read_decimal, "120㎡", Decimal("120.00")),
        (values.read_bool, "是", True),
        (values.read_bool, "无", False),
        (values.code_reader({"低保家庭": "db"}), "低保 家庭", "db"),
        (values.code_reader({"低保家庭": "db"}), "DB", "db"),
    ],
)
def test_other_kinds_are_read_in_their_usual_styles(
    read: Callable[[str], Any], text: str, value: object
) -> None:
    assert read(text) == value


@pytest.mark.parametrize("text", ["-", "无", "/", "NULL", "N/A", " "])
def test_words_for_nothing_are_unknown_not_zero(text: str) -> None:
    for read in (values.read_money, values.read_int, values.read_decimal, values.read_date):
        assert read(text) is None


def test_unlimited_is_no_date_and_the_last_day_of_all_is_one() -> None:
    assert values.read_date("长期") is None
    assert values.read_date("9999-12-31") == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.read_date, "2025-02-30"),
        (values.read_date, "0001-01-01"),
        (values.read_date, "99999"),
        (values.read_date, "三月"),
        (values.read_month, "2025-13"),
        (values.read_month, "2025"),
        (values.read_money, "约三千"),
        (values.read_money, "1,23"),
        (values.read_money, "1e99"),
        (values.read_money, "99999999999999999999"),
        (values.read_int, "12.5"),
        (values.read_int, "9223372036854775808"),
        (values.read_decimal, "1" * 17),
        (values.read_decimal, "inf"),
        (values.read_bool, "也许"),
        (values.code_reader({"低保家庭": "db"}), "特困"),
    ],
)
def test_what_can_not_be_read_is_a_fault(read: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


@given(st.text(max_size=30))
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    codes = values.code_reader({"是": "yes"})
    readers: list[Callable[[str], Any]] = [
        values.read_date,
        values.read_month,
        values.read_money,
        values.read_decimal,
        values.read_int,
        values.read_bool,
        codes,
    ]
    for read in readers:
        try:
            read(text)
        except ValueError:
            continue


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_written_in_any_style_is_read_back(day: date) -> None:
    styles = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日")
    assert {values.read_date(day.strftime(style)) for style in styles} == {day}


@given(st.integers(-(10**14), 10**14))
def test_fen_written_as_yuan_are_read_back(fen: int) -> None:
    sign, (yuan, rest) = "-" if fen < 0 else "", divmod(abs(fen), 100)
    assert values.read_money(f"{sign}{yuan:,}.{rest:02d}") == fen
