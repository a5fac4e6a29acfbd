"""How a value is written: as content and JSON write it, and in figures for people.

A held value is money in whole fen, a ratio in whole millionths. Words (unknown, yes, the name of a
code) are added by whoever knows the reader's language.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from zhouji.engine.rules.types import FEN, MICRO, Type, Value

_PLACES = {Type.MONEY: (FEN, 2), Type.RATIO: (MICRO, 6)}


def as_content(kind: Type | str, value: Value) -> Value:
    """Money as 1130.00, a ratio as 0.6, both exact and as text; anything else as it is."""
    if kind not in _PLACES or not isinstance(value, int):
        return value
    scale, places = _PLACES[Type(kind)]
    whole, rest = divmod(abs(value), scale)
    text = f"{'-' if value < 0 else ''}{whole}.{rest:0{places}d}"
    return text if kind == Type.MONEY else _without_noughts(text)


def as_json(kind: Type | str, value: Value | None) -> Any:
    """As content writes it, a day as text; None is unknown."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else as_content(kind, value)


def as_yaml(value: Any) -> str:
    """A result as a case of a policy writes it: null, true, 1000.00."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_two_places(kind: Type, value: int) -> str:
    """An amount of any unit: 300.00 yuan, 15.00 kWh; a ratio is rounded half away from zero."""
    hundredths = {Type.MONEY: abs(value), Type.INT: abs(value) * FEN}.get(kind)
    if hundredths is None:
        hundredths = (abs(value) * FEN + MICRO // 2) // MICRO
    return str(as_content(Type.MONEY, hundredths if value >= 0 else -hundredths))


def in_figures(kind: Type | str, value: Value | Decimal) -> str:
    """What `as_json` wrote, for people: money 1,130.50 or 1,130, a ratio 0.125, 2025-09-30."""
    if isinstance(value, date):
        return value.isoformat()
    if kind == Type.MONEY:
        return money_figure(Decimal(str(value)))
    if kind == Type.RATIO:
        return _without_noughts(f"{Decimal(str(value)):,f}")
    return thousands(value)


def money_figure(figure: Decimal) -> str:
    """Thousands apart; whole, or with two places."""
    return f"{figure:,.0f}" if figure == figure.to_integral_value() else f"{figure:,.2f}"


def thousands(value: object) -> str:
    """A count with its thousands apart; anything else as it is."""
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}" if is_count else str(value)


def _without_noughts(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
