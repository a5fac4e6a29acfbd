"""Proves from the columns' least and greatest values which steps cannot leave 64 bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from zhouji.engine.rules.arithmetic import EPOCH, divide_half_away
from zhouji.engine.rules.plan import Plan, Step
from zhouji.engine.rules.tree import Op
from zhouji.engine.rules.types import INT64_MAX, INT64_MIN, MICRO

# One short of the least value, so that negation and absolute values stay inside too.
LEAST = INT64_MIN + 1


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest value a step can hold, known or not."""

    low: int
    high: int

    @property
    def safe(self) -> bool:
        return self.low >= LEAST and self.high <= INT64_MAX

    def joined(self, other: Bounds) -> Bounds:
        return Bounds(min(self.low, other.low), max(self.high, other.high))


WIDEST = Bounds(INT64_MIN, INT64_MAX)
NOUGHT = Bounds(0, 0)


def of_plan(
    plan: Plan, inputs: dict[int, Bounds], most_members: int, as_of: date
) -> tuple[list[Bounds], set[int]]:
    """Bounds of every step, and the steps that must be worked out with checks."""
    bounds: list[Bounds] = []
    checked: set[int] = set()
    for index, step in enumerate(plan.steps):
        found = inputs.get(index) or _of_step(step, [bounds[a] for a in step.args], most_members)
        if step.op in (Op.YEARS, Op.MONTHS):
            found = _since(bounds[step.args[0]], as_of, 1 if step.op is Op.YEARS else 12)
        if not found.safe and step.op is not None and step.op in _ROOM:
            checked.add(index)
            found = WIDEST
        bounds.append(found)
    return bounds, checked


def _of_step(step: Step, parts: Sequence[Bounds], most_members: int) -> Bounds:
    if step.op is None:
        value = step.value
        return Bounds(int(value), int(value)) if isinstance(value, int) else NOUGHT
    if step.op is Op.COUNT_MEMBERS:
        return Bounds(0, most_members)
    if step.op is Op.SUM_MEMBERS:
        low, high = parts[0].low * most_members, parts[0].high * most_members
        return Bounds(min(0, low), max(0, high))
    if step.op in (Op.MIN_MEMBERS, Op.MAX_MEMBERS):
        return parts[0].joined(NOUGHT)
    if step.op is Op.IF:
        return parts[1].joined(parts[2])
    rule = _ROOM.get(step.op) or _WITHIN.get(step.op)
    return rule(parts) if rule else NOUGHT


def _sum(parts: Sequence[Bounds]) -> Bounds:
    return Bounds(parts[0].low + parts[1].low, parts[0].high + parts[1].high)


def _difference(parts: Sequence[Bounds]) -> Bounds:
    return Bounds(parts[0].low - parts[1].high, parts[0].high - parts[1].low)


def _negated(parts: Sequence[Bounds]) -> Bounds:
    return Bounds(-parts[0].high, -parts[0].low)


def _product(parts: Sequence[Bounds]) -> Bounds:
    left, right = parts
    corners = [a * b for a, b in product((left.low, left.high), (right.low, right.high))]
    return Bounds(min(corners), max(corners))


def _quotient(value: Bounds, divisor: Bounds) -> Bounds:
    """Of value / divisor rounded, if there is room for half a divisor beside the value."""
    room = max(abs(divisor.low), abs(divisor.high)) // 2 + 1
    if not (value.safe and Bounds(value.low - room, value.high + room).safe and divisor.safe):
        return WIDEST
    least = 1 if divisor.low <= 0 <= divisor.high else min(abs(divisor.low), abs(divisor.high))
    most = max(abs(value.low), abs(value.high))
    size = divide_half_away(most, least) or 0
    return Bounds(0 if value.low >= 0 and divisor.low >= 0 else -size, size)


def _product_micro(parts: Sequence[Bounds]) -> Bounds:
    return _quotient(_product(parts), Bounds(MICRO, MICRO))


def _divided(parts: Sequence[Bounds]) -> Bounds:
    return _quotient(parts[0], parts[1])


def _divided_micro(parts: Sequence[Bounds]) -> Bounds:
    value = parts[0]
    return _quotient(Bounds(value.low * MICRO, value.high * MICRO), parts[1])


def _floored(parts: Sequence[Bounds]) -> Bounds:
    found = _quotient(parts[0], parts[1])
    return Bounds(found.low - 1, found.high) if found.safe else found


def _greatest(parts: Sequence[Bounds]) -> Bounds:
    return Bounds(max(part.low for part in parts), max(part.high for part in parts))


def _least(parts: Sequence[Bounds]) -> Bounds:
    return Bounds(min(part.low for part in parts), min(part.high for part in parts))


def _same(parts: Sequence[Bounds]) -> Bounds:
    return parts[0]


def _since(days: Bounds, as_of: date, a_year: int) -> Bounds:
    today = as_of.toordinal() - EPOCH
    ends = [(today - day) * a_year // 365 for day in (days.low, days.high)]
    return Bounds(min(ends) - a_year, max(ends) + a_year)


_Rule = Callable[[Sequence[Bounds]], Bounds]

# Operations that can leave 64 bits, on the way or at the end.
_ROOM: dict[Op, _Rule] = {
    Op.ADD: _sum,
    Op.SUBTRACT: _difference,
    Op.NEGATE: _negated,
    Op.MULTIPLY: _product,
    Op.MULTIPLY_MICRO: _product_micro,
    Op.DIVIDE: _divided,
    Op.DIVIDE_MICRO: _divided_micro,
    Op.FLOOR_DIVIDE: _floored,
    Op.SUM_MEMBERS: _same,
}

_WITHIN: dict[Op, _Rule] = {
    Op.GREATEST: _greatest,
    Op.LEAST: _least,
    Op.OF_HOUSEHOLD: _same,
}
