"""The typed tree all evaluators work on: few kinds of node, every one with its type and unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from zhouji.engine.rules.types import Type, Unit, Value


class Op(StrEnum):
    """What a node does with its parts; everything else of the language comes down to these."""

    NOT = "not"
    AND = "and"
    OR = "or"
    EQUAL = "equal"
    LESS = "less"
    AT_MOST = "at_most"
    ADD = "add"
    SUBTRACT = "subtract"
    NEGATE = "negate"
    MULTIPLY = "multiply"
    MULTIPLY_MICRO = "multiply_micro"  # a * b / 10^6, half away from zero
    DIVIDE = "divide"  # a / b, half away from zero
    DIVIDE_MICRO = "divide_micro"  # a * 10^6 / b, half away from zero
    FLOOR_DIVIDE = "floor_divide"
    GREATEST = "greatest"
    LEAST = "least"
    IF = "if"
    IS_KNOWN = "is_known"
    YEARS = "years"
    MONTHS = "months"
    COUNT_MEMBERS = "count_members"
    SUM_MEMBERS = "sum_members"
    ANY_MEMBER = "any_member"
    ALL_MEMBERS = "all_members"
    MIN_MEMBERS = "min_members"
    MAX_MEMBERS = "max_members"
    OF_HOUSEHOLD = "of_household"  # a household's value, seen by its member


MEMBER_OPS = frozenset(op for op in Op if op.value.endswith(("_members", "_member")))
ARITHMETIC = frozenset(
    {
        Op.ADD,
        Op.SUBTRACT,
        Op.NEGATE,
        Op.MULTIPLY,
        Op.MULTIPLY_MICRO,
        Op.DIVIDE,
        Op.DIVIDE_MICRO,
        Op.FLOOR_DIVIDE,
        Op.SUM_MEMBERS,
    }
)


@dataclass(frozen=True)
class ParameterUse:
    """A parameter an expression rests on, with the keys of a table."""

    name: str
    keys: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Node:
    """A typed part of an expression, belonging to a person or a household."""

    type: Type
    unit: Unit


@dataclass(frozen=True)
class Fixed(Node):
    """A value the same for all; None = unknown."""

    value: Value | None
    source: ParameterUse | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Input(Node):
    """A fact of the unit."""

    name: str


@dataclass(frozen=True)
class Defined(Node):
    """A definition of the program, of the same unit."""

    name: str


@dataclass(frozen=True)
class Apply(Node):
    """An operation on parts."""

    op: Op
    args: tuple[Node, ...]
