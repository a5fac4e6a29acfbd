"""The operations of the language on the values of a block, without overflow by proof of bounds."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from zhouji.engine.rules.kernel.values import (
    AnyHeld,
    Array,
    Figures,
    Flags,
    Held,
    Mask,
    both,
    for_all,
    of_known,
)
from zhouji.engine.rules.tree import Op
from zhouji.engine.rules.types import MICRO


def conjunction(*parts: Flags) -> Flags:
    true = reduce(np.bitwise_and, [part.true for part in parts])
    if all(part.all_known for part in parts):
        return Flags(true)
    return Flags(true, reduce(np.bitwise_or, [part.false for part in parts]))


def disjunction(*parts: Flags) -> Flags:
    true = reduce(np.bitwise_or, [part.true for part in parts])
    if all(part.all_known for part in parts):
        return Flags(true)
    return Flags(true, reduce(np.bitwise_and, [part.false for part in parts]))


def negation(part: Flags) -> Flags:
    return part.negated()


def equal(left: AnyHeld, right: AnyHeld) -> Flags:
    if isinstance(left, Flags):
        assert isinstance(right, Flags)
        same = conjunction(left, right)
        neither = conjunction(left.negated(), right.negated())
        return disjunction(same, neither)
    assert isinstance(right, Figures)
    return of_known(left.values == right.values, both(left.known, right.known))


def less(left: Figures, right: Figures) -> Flags:
    return of_known(left.values < right.values, both(left.known, right.known))


def at_most(left: Figures, right: Figures) -> Flags:
    return of_known(left.values <= right.values, both(left.known, right.known))


def is_known(part: Held) -> Flags:
    return Flags(for_all(True, np.bool_) if part.known is None else part.known)


def branch(condition: Flags, yes: AnyHeld, no: AnyHeld) -> Held:
    if isinstance(yes, Flags):
        assert isinstance(no, Flags)
        true = (condition.true & yes.true) | (condition.false & no.true)
        if condition.all_known and yes.all_known and no.all_known:
            return Flags(true)
        return Flags(true, (condition.true & yes.false) | (condition.false & no.false))
    assert isinstance(no, Figures)
    return Figures(blend(condition.true, yes.values, no.values), _branch_known(condition, yes, no))


def _branch_known(condition: Flags, yes: Figures, no: Figures) -> Mask | None:
    if yes.known is None and no.known is None:
        return condition.known
    here = condition.true if yes.known is None else condition.true & yes.known
    there = condition.false if no.known is None else condition.false & no.known
    return here | there


def blend(true: Mask, yes: Array, no: Array) -> Array:
    """`yes` where true, else `no`; by bits, which is faster than np.where on mixed masks."""
    if len(true) == 1:
        return yes if true[0] else no
    mask: Array = true.astype(np.result_type(yes, no))
    np.negative(mask, out=mask)
    mixed: Array = ((yes ^ no) & mask) ^ no
    return mixed


def greatest(*parts: Figures) -> Figures:
    values = reduce(np.maximum, [part.values for part in parts])
    return Figures(values, reduce(both, [part.known for part in parts]))


def least(*parts: Figures) -> Figures:
    values = reduce(np.minimum, [part.values for part in parts])
    return Figures(values, reduce(both, [part.known for part in parts]))


def add(left: Figures, right: Figures) -> Figures:
    return Figures(left.values + right.values, both(left.known, right.known))


def subtract(left: Figures, right: Figures) -> Figures:
    return Figures(left.values - right.values, both(left.known, right.known))


def negate(part: Figures) -> Figures:
    return Figures(-part.values, part.known)


def multiply(left: Figures, right: Figures) -> Figures:
    return Figures(left.values * right.values, both(left.known, right.known))


def multiply_micro(left: Figures, right: Figures) -> Figures:
    product = left.values * right.values
    return Figures(half_away(product, for_all(MICRO, np.int64)), both(left.known, right.known))


def divide(left: Figures, right: Figures) -> Figures:
    divisor, known = _never_zero(left, right)
    return Figures(half_away(left.values, divisor), known)


def divide_micro(left: Figures, right: Figures) -> Figures:
    divisor, known = _never_zero(left, right)
    return Figures(half_away(left.values * MICRO, divisor), known)


def floor_divide(left: Figures, right: Figures) -> Figures:
    divisor, known = _never_zero(left, right)
    return Figures(left.values // divisor, known)


def _never_zero(left: Figures, right: Figures) -> tuple[Array, Mask | None]:
    """A divisor with one for nought, and where the quotient is known."""
    known = both(left.known, right.known)
    zero: Mask = right.values == 0
    if not zero.any():
        return right.values, known
    return right.values + zero, both(known, ~zero)


def half_away(value: Array, divisor: Array) -> Array:
    """value / divisor to the nearest whole, halves away from zero; the divisor is never zero."""
    if len(divisor) == 1 and divisor[0] > 0 and np.min(value, initial=0) >= 0:
        # Adding up to half a divisor stays in 64 bits: bounds.py asks for that room.
        rounded: Array = (value + divisor // 2) // divisor
        return rounded
    size, by = np.abs(value), np.abs(divisor)
    quotient = size // by
    rest = size - quotient * by
    quotient = quotient + (rest >= by - rest)
    signed: Array = np.where((value < 0) == (divisor < 0), quotient, -quotient)
    return signed


OPERATIONS: dict[Op, Callable[..., Held]] = {
    Op.NOT: negation,
    Op.AND: conjunction,
    Op.OR: disjunction,
    Op.EQUAL: equal,
    Op.LESS: less,
    Op.AT_MOST: at_most,
    Op.ADD: add,
    Op.SUBTRACT: subtract,
    Op.NEGATE: negate,
    Op.MULTIPLY: multiply,
    Op.MULTIPLY_MICRO: multiply_micro,
    Op.DIVIDE: divide,
    Op.DIVIDE_MICRO: divide_micro,
    Op.FLOOR_DIVIDE: floor_divide,
    Op.GREATEST: greatest,
    Op.LEAST: least,
    Op.IF: branch,
    Op.IS_KNOWN: is_known,
}
