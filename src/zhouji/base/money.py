"""Money: integer fen inside, Decimal yuan at the edges."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def yuan(fen: int) -> Decimal:
    """Fen as yuan with two places."""
    return (Decimal(fen) / 100).quantize(CENT)


def fen(value: Decimal | int | str) -> int:
    """Yuan as fen, rounded half away from zero."""
    return int((Decimal(value) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
