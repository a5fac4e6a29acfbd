"""The six types of the language, the two units, and how figures of content become values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
MICRO = 1_000_000
FEN = 100

Value = bool | int | date | str


class Type(StrEnum):
    """What a value is; money is whole fen, ratio whole millionths."""

    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    RATIO = "ratio"
    DATE = "date"
    CODE = "code"

    @property
    def is_number(self) -> bool:
        return self in NUMBERS


NUMBERS = frozenset({Type.INT, Type.MONEY, Type.RATIO})
ORDERED = NUMBERS | {Type.DATE}


class Unit(StrEnum):
    """Whom a value belongs to."""

    PERSON = "person"
    HOUSEHOLD = "household"


class NotExactError(ValueError):
    """A figure that its type cannot hold."""


def _whole(figure: Decimal | int, scale: int) -> int:
    exact, places = Decimal(figure), len(str(scale)) - 1
    if not exact.is_finite():
        raise NotExactError(f"{figure} is no figure")
    # Seen before it is multiplied out: 1E+999999999 is short to write.
    size = exact.adjusted() if exact else 0
    if size >= len(str(INT64_MAX)):
        raise NotExactError(f"{figure} does not fit in 64 bits")
    scaled = Fraction(exact) * scale if exact and size >= -places else Fraction(0)
    if scaled.denominator != 1 or size < -places:
        raise NotExactError(f"{figure} has more than {places} places")
    if not INT64_MIN <= scaled <= INT64_MAX:
        raise NotExactError(f"{figure} does not fit in 64 bits")
    return int(scaled)


def amount(kind: Type, figure: Value | Decimal | None) -> Value | None:
    """A figure as content writes it (yuan, 1.5, 2024-01-01) as the value evaluators hold.

    Raises:
        NotExactError: money with more than two places, ratio with more than six, a wrong kind.
    """
    if figure is None:
        return None
    if kind is Type.BOOL and isinstance(figure, bool):
        return figure
    if kind is Type.CODE and isinstance(figure, str):
        return figure
    if kind is Type.DATE and isinstance(figure, date):
        return figure
    if kind.is_number and isinstance(figure, int | Decimal) and not isinstance(figure, bool):
        return _whole(figure, {Type.INT: 1, Type.MONEY: FEN, Type.RATIO: MICRO}[kind])
    raise NotExactError(f"{figure!r} is no {kind}")
