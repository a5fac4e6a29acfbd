"""A value is written in one way wherever people or programs read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhouji.engine.rules import Type, amount
from zhouji.engine.rules.written import as_content, as_json, as_yaml, in_figures, with_two_places

WHOLE = st.integers(-(2**63), 2**63 - 1)


@given(WHOLE, st.sampled_from([Type.MONEY, Type.RATIO, Type.INT]))
def test_what_is_written_reads_back_to_what_is_held(value: int, kind: Type) -> None:
    written = as_content(kind, value)
    figure = Decimal(written) if isinstance(written, str) else int(written)  # type: ignore[arg-type]
    assert amount(kind, figure) == value


@pytest.mark.parametrize(
    ("kind", "held", "content", "people"),
    [
        (Type.MONEY, 113_050, "1130.50", "1,130.50"),
        (Type.MONEY, 113_000, "1130.00", "1,130"),
        (Type.MONEY, -5, "-0.05", "-0.05"),
        (Type.RATIO, 125_000, "0.125", "0.125"),
        (Type.RATIO, 1_500_000_000, "1500", "1,500"),
        (Type.INT, 1500, 1500, "1,500"),
        (Type.BOOL, True, True, "True"),
        (Type.CODE, "severe", "severe", "severe"),
        (Type.DATE, date(2025, 9, 30), "2025-09-30", "2025-09-30"),
    ],
)
def test_each_kind_is_written_for_programs_and_for_people(
    kind: Type, held: Any, content: Any, people: str
) -> None:
    assert as_json(kind, held) == content
    assert in_figures(kind, as_json(kind, held)) == people


def test_what_is_unknown_is_null() -> None:
    assert as_json(Type.MONEY, None) is None
    assert [as_yaml(one) for one in (None, True, "1.50")] == ["null", "true", "1.50"]


@pytest.mark.parametrize(
    ("kind", "held", "text"),
    [
        (Type.MONEY, 30_000, "300.00"),
        (Type.INT, -15, "-15.00"),
        (Type.RATIO, 1_005_000, "1.01"),
        (Type.RATIO, -1_005_000, "-1.01"),
    ],
)
def test_an_amount_has_two_places_whatever_its_unit(kind: Type, held: int, text: str) -> None:
    assert with_two_places(kind, held) == text
