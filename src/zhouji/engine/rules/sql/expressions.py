"""Each operation of the plan as a piece of SQL on the names of its parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from zhouji.engine.rules.sql.dialects import Dialect
from zhouji.engine.rules.tree import Op
from zhouji.engine.rules.types import MICRO

# Operations that name a part more than once: their parts become columns first.
REPEATING = frozenset(
    {
        Op.MULTIPLY_MICRO,
        Op.DIVIDE,
        Op.DIVIDE_MICRO,
        Op.FLOOR_DIVIDE,
        Op.GREATEST,
        Op.LEAST,
        Op.IF,
        Op.YEARS,
        Op.MONTHS,
    }
)


def plain(op: Op, args: list[str], as_of: date) -> str | None:
    """An operation without arithmetic, the same in all dialects; None for another."""
    if op in _SIGNS:
        return "(" + f" {_SIGNS[op]} ".join(args) + ")"
    if op is Op.NOT:
        return f"(NOT {args[0]})"
    if op is Op.IS_KNOWN:
        return f"({args[0]} IS NOT NULL)"
    if op is Op.IF:
        condition, yes, no = args
        return f"CASE WHEN {condition} IS NULL THEN NULL WHEN {condition} THEN {yes} ELSE {no} END"
    if op in (Op.GREATEST, Op.LEAST):
        unknown = " OR ".join(f"{arg} IS NULL" for arg in args)
        return f"CASE WHEN {unknown} THEN NULL ELSE {op.value}({', '.join(args)}) END"
    if op in (Op.YEARS, Op.MONTHS):
        return _since(op, args[0], as_of)
    return None


_SIGNS = {Op.AND: "AND", Op.OR: "OR", Op.EQUAL: "=", Op.LESS: "<", Op.AT_MOST: "<="}


def _since(op: Op, day: str, as_of: date) -> str:
    if op is Op.YEARS:
        passed = f"{as_of.year} - year({day})"
        later = f"month({day}) * 100 + day({day}) > {as_of.month * 100 + as_of.day}"
    else:
        passed = f"{as_of.year * 12 + as_of.month} - year({day}) * 12 - month({day})"
        later = f"day({day}) > {as_of.day}"
    return f"CAST({passed} - CASE WHEN {later} THEN 1 ELSE 0 END AS BIGINT)"


def arithmetic(op: Op, args: list[str], dialect: Dialect, wide: bool) -> str:
    """An arithmetic operation; `wide` works with room for any product of two 64-bit values."""
    if wide:
        args = [dialect.wide(arg) for arg in args]
    return _ARITHMETIC[op](args, dialect, wide)


def _half_away(value: str, divisor: str, dialect: Dialect, wide: bool) -> str:
    by = f"nullif(abs({divisor}), 0)"
    size = dialect.whole(f"(abs({value}) + {dialect.half(divisor, wide)})", by, wide)
    return f"CASE WHEN ({value} < 0) = ({divisor} < 0) THEN {size} ELSE -({size}) END"


def _floor(value: str, divisor: str, dialect: Dialect, wide: bool) -> str:
    by = f"nullif(abs({divisor}), 0)"
    size = dialect.whole(f"abs({value})", by, wide)
    rest = f"CASE WHEN abs({value}) % {by} = 0 THEN 0 ELSE 1 END"
    return f"CASE WHEN ({value} < 0) = ({divisor} < 0) THEN {size} ELSE -({size}) - {rest} END"


def _micro(dialect: Dialect, wide: bool) -> str:
    return dialect.wide(str(MICRO)) if wide else f"CAST({MICRO} AS BIGINT)"


_Writer = Callable[[list[str], Dialect, bool], str]

_ARITHMETIC: dict[Op, _Writer] = {
    Op.ADD: lambda a, d, w: f"({a[0]} + {a[1]})",
    Op.SUBTRACT: lambda a, d, w: f"({a[0]} - {a[1]})",
    Op.NEGATE: lambda a, d, w: f"(-{a[0]})",
    Op.MULTIPLY: lambda a, d, w: f"({a[0]} * {a[1]})",
    Op.MULTIPLY_MICRO: lambda a, d, w: _half_away(f"({a[0]} * {a[1]})", _micro(d, w), d, w),
    Op.DIVIDE: lambda a, d, w: _half_away(a[0], a[1], d, w),
    Op.DIVIDE_MICRO: lambda a, d, w: _half_away(f"({a[0]} * {_micro(d, w)})", a[1], d, w),
    Op.FLOOR_DIVIDE: lambda a, d, w: _floor(a[0], a[1], d, w),
}

EMPTY = {Op.COUNT_MEMBERS: "0", Op.SUM_MEMBERS: "0", Op.ANY_MEMBER: "FALSE", Op.ALL_MEMBERS: "TRUE"}


def aggregate(op: Op, part: str, dialect: Dialect) -> str:
    """A member function over the persons of a household."""
    all_known = f"count({part}) = count(*)"
    true = f"count(CASE WHEN {part} THEN 1 END)"
    if op is Op.COUNT_MEMBERS:
        return f"CASE WHEN {all_known} THEN {true} END"
    if op is Op.ANY_MEMBER:
        return f"CASE WHEN {true} > 0 THEN TRUE WHEN {all_known} THEN FALSE END"
    if op is Op.ALL_MEMBERS:
        false = f"count(CASE WHEN NOT {part} THEN 1 END)"
        return f"CASE WHEN {false} > 0 THEN FALSE WHEN {all_known} THEN TRUE END"
    function = {Op.SUM_MEMBERS: "sum", Op.MIN_MEMBERS: "min", Op.MAX_MEMBERS: "max"}[op]
    what = dialect.wide(part) if op is Op.SUM_MEMBERS else part
    return f"CASE WHEN {all_known} THEN {function}({what}) END"
