"""The reference evaluator: one household at a time, plain Python; the oracle of all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from zhouji.engine.rules import arithmetic
from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.program import Definition, Program
from zhouji.engine.rules.tree import ARITHMETIC, MEMBER_OPS, Apply, Defined, Fixed, Input, Node, Op
from zhouji.engine.rules.types import MICRO, Unit, Value

Row = Mapping[str, Any]
Known = dict[str, Value | None]


@dataclass(frozen=True)
class UnitValues:
    """Every definition and output of one household and of each of its members, in their order."""

    household: Known
    members: list[Known]


@dataclass
class _Frame:
    """What a node may look at: its unit's facts and definitions, and those of the members."""

    facts: Row
    known: Known
    household: _Frame | None = None
    members: Sequence[_Frame] = ()


_Step = Callable[[_Frame], Any]


def evaluate_unit(program: Program, household: Row, members: Sequence[Row]) -> UnitValues:
    """Values of one household; a fact that is not given is unknown.

    Raises:
        EvaluationRefused: a value does not fit in 64 bits.
    """
    top = _Frame(household, {})
    top.members = [_Frame(row, {}, top) for row in members]
    for name, unit, step in _steps(program):
        frames = (top,) if unit is Unit.HOUSEHOLD else top.members
        for frame in frames:
            try:
                frame.known[name] = step(frame)
            except OverflowError:
                raise EvaluationRefused(
                    f"{name}: a value of household {household.get('household_id', '?')} "
                    "does not fit in 64 bits; look at the facts behind it"
                ) from None
    return UnitValues(top.known, [frame.known for frame in top.members])


def fold(op: Op, values: Sequence[Value | None], as_of: date) -> Any:
    """An operation on constants.

    Raises:
        OverflowError: the value does not fit in 64 bits.
    """
    steps = [_held(value) for value in values]
    return _Compiler(as_of).operation(op, steps)(_Frame({}, {}))


def _held(value: Value | None) -> _Step:
    return lambda frame: value


@lru_cache(maxsize=64)
def _steps(program: Program) -> tuple[tuple[str, Unit, _Step], ...]:
    compiler = _Compiler(program.as_of)
    items: tuple[Definition, ...] = program.definitions + program.outputs
    return tuple((item.name, item.unit, compiler.step(item.node)) for item in items)


class _Compiler:
    """Turns nodes into closures once a program, so that a household costs microseconds."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def step(self, node: Node) -> _Step:
        if isinstance(node, Fixed):
            return _held(node.value)
        if isinstance(node, Input):
            name = node.name
            return lambda frame: frame.facts.get(name)
        if isinstance(node, Defined):
            name = node.name
            return lambda frame: frame.known[name]
        assert isinstance(node, Apply)
        return self.operation(node.op, [self.step(part) for part in node.args])

    def operation(self, op: Op, parts: list[_Step]) -> _Step:
        """The closure of one operation on closures."""
        if op is Op.OF_HOUSEHOLD:
            inner = parts[0]
            return lambda frame: inner(frame.household or frame)
        if op in MEMBER_OPS:
            return _of_members(_MEMBERS[op], parts[0], op in ARITHMETIC)
        if op in (Op.AND, Op.OR):
            return _kleene(parts, decided=op is Op.OR)
        if op is Op.IF:
            return _branch(*parts)
        if op is Op.IS_KNOWN:
            asked = parts[0]
            return lambda frame: asked(frame) is not None
        if op in (Op.YEARS, Op.MONTHS):
            between = arithmetic.years_between if op is Op.YEARS else arithmetic.months_between
            return _strict(lambda day: between(day, self.as_of), parts, False)
        return _strict(_PLAIN[op], parts, op in ARITHMETIC)


def _fit(value: Any) -> Any:
    if value is not None and not arithmetic.fits(value):
        raise OverflowError
    return value


def _strict(function: Callable[..., Any], parts: list[_Step], number: bool) -> _Step:
    """Unknown if a part is unknown; all parts are always worked out."""
    if len(parts) == 2:
        left, right = parts

        def pair(frame: _Frame) -> Any:
            a, b = left(frame), right(frame)
            if a is None or b is None:
                return None
            return _fit(function(a, b)) if number else function(a, b)

        return pair

    def each(frame: _Frame) -> Any:
        values = [part(frame) for part in parts]
        if any(value is None for value in values):
            return None
        return _fit(function(*values)) if number else function(*values)

    return each


def _kleene(parts: list[_Step], *, decided: bool) -> _Step:
    """AND (a false decides) and OR (a true decides); else an unknown makes it unknown."""

    def step(frame: _Frame) -> bool | None:
        values = [part(frame) for part in parts]
        if decided in values:
            return decided
        return None if None in values else not decided

    return step


def _branch(condition: _Step, yes: _Step, no: _Step) -> _Step:
    def step(frame: _Frame) -> Any:
        asked, a, b = condition(frame), yes(frame), no(frame)
        return None if asked is None else (a if asked else b)

    return step


def _of_members(function: Callable[[list[Any]], Any], inner: _Step, number: bool) -> _Step:
    def step(frame: _Frame) -> Any:
        value = function([inner(member) for member in frame.members])
        return _fit(value) if number else value

    return step


def _any(values: list[bool | None]) -> bool | None:
    return True if True in values else (None if None in values else False)


def _all(values: list[bool | None]) -> bool | None:
    return False if False in values else (None if None in values else True)


_MEMBERS: dict[Op, Callable[[list[Any]], Any]] = {
    Op.COUNT_MEMBERS: lambda values: None if None in values else sum(values),
    Op.SUM_MEMBERS: lambda values: None if None in values else sum(values),
    Op.ANY_MEMBER: _any,
    Op.ALL_MEMBERS: _all,
    Op.MIN_MEMBERS: lambda values: None if None in values or not values else min(values),
    Op.MAX_MEMBERS: lambda values: None if None in values or not values else max(values),
}

_PLAIN: dict[Op, Callable[..., Any]] = {
    Op.NOT: lambda a: not a,
    Op.EQUAL: lambda a, b: a == b,
    Op.LESS: lambda a, b: a < b,
    Op.AT_MOST: lambda a, b: a <= b,
    Op.ADD: lambda a, b: a + b,
    Op.SUBTRACT: lambda a, b: a - b,
    Op.NEGATE: lambda a: -a,
    Op.MULTIPLY: lambda a, b: a * b,
    Op.MULTIPLY_MICRO: lambda a, b: arithmetic.divide_half_away(a * b, MICRO),
    Op.DIVIDE: arithmetic.divide_half_away,
    Op.DIVIDE_MICRO: lambda a, b: arithmetic.divide_half_away(a * MICRO, b),
    Op.FLOOR_DIVIDE: arithmetic.divide_down,
    Op.GREATEST: lambda *values: max(values),
    Op.LEAST: lambda *values: min(values),
}
