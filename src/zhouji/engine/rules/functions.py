"""The functions and operators of the language: how many arguments each takes and what it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Signature:
    """A function as a reader sees it."""

    fewest: int
    most: int | None
    says: str


MEMBER_FUNCTIONS = (
    "count_members",
    "sum_members",
    "any_member",
    "all_members",
    "min_members",
    "max_members",
)

FUNCTIONS: dict[str, Signature] = {
    "count_members": Signature(1, 1, "how many members the condition is true of"),
    "sum_members": Signature(1, 1, "the sum over the members"),
    "any_member": Signature(1, 1, "whether the condition is true of some member"),
    "all_members": Signature(1, 1, "whether the condition is true of every member"),
    "min_members": Signature(1, 1, "the least value among the members"),
    "max_members": Signature(1, 1, "the greatest value among the members"),
    "div_floor": Signature(2, 2, "division towards minus infinity"),
    "greatest": Signature(2, None, "the greatest; unknown if one is unknown"),
    "least": Signature(2, None, "the least; unknown if one is unknown"),
    "is_known": Signature(1, 1, "whether a value is known; itself never unknown"),
    "years": Signature(1, 1, "completed years from a date to the day of the question"),
    "months_since": Signature(1, 1, "completed months from a date to the day of the question"),
    "as_of": Signature(0, 0, "the day of the question"),
    "in_class": Signature(1, 1, "whether the household is on the roll of a class"),
    "yuan": Signature(1, 1, "a figure as money"),
}

# What people write out of habit, and what the language has instead.
INSTEAD = {
    "sum": "sum_members(x)",
    "count": "count_members(condition)",
    "min": "least(a, b), or min_members(x) over the members",
    "max": "greatest(a, b), or max_members(x) over the members",
    "any": "any_member(condition)",
    "all": "all_members(condition)",
    "coalesce": "CASE WHEN is_known(x) THEN x ELSE y END",
    "if": "CASE WHEN condition THEN a ELSE b END",
    "floor": "div_floor(a, b)",
    "year": "years(day) for completed years",
    "today": "as_of()",
    "current_date": "as_of()",
}
