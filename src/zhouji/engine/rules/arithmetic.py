"""The arithmetic of the language on whole numbers: the one place that says how it rounds."""

from __future__ import annotations

from datetime import date

from zhouji.engine.rules.types import INT64_MAX, INT64_MIN

EPOCH = date(1970, 1, 1).toordinal()


def divide_half_away(a: int, b: int) -> int | None:
    """a / b to the nearest whole, halves away from zero; by zero is unknown."""
    if b == 0:
        return None
    quotient, rest = divmod(abs(a), abs(b))
    if 2 * rest >= abs(b):
        quotient += 1
    return quotient if (a < 0) == (b < 0) else -quotient


def divide_down(a: int, b: int) -> int | None:
    """a / b towards minus infinity; by zero is unknown."""
    return None if b == 0 else a // b


def fits(value: int) -> bool:
    return INT64_MIN <= value <= INT64_MAX


def years_between(day: date, as_of: date) -> int:
    """Completed years from a day to the day of the question; below zero for a later day."""
    return as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day))


def months_between(day: date, as_of: date) -> int:
    """Completed months from a day to the day of the question; below zero for a later day."""
    months = (as_of.year - day.year) * 12 + as_of.month - day.month
    return months - (as_of.day < day.day)
