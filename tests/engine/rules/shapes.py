"""Every operator and function of the language on operands of every shape.

A shape is how an operand reaches an evaluator: written out, a parameter, stated unknown, the same
for all rows (a flag of a column without blanks), a column without, with, or of nothing but blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from zhouji.engine.rules import Type, Unit

B, N, M, R, D, C = Type.BOOL, Type.INT, Type.MONEY, Type.RATIO, Type.DATE, Type.CODE
NUMBERS, ORDERED = (N, M, R), (N, M, R, D)
# What stands for everybody, by type; {0} is the letter of the unit. Facts ending in 2 have no
# blanks where a population says so, and then is_known(...) is one flag for a whole block.
_SAME_FOR_ALL = {
    B: ["is_known({0}_int2)", "not is_known({0}_int2)", "$flag", "$unknown_flag"],
    N: ["CASE WHEN is_known({0}_int2) THEN 1 ELSE 0 END", "-3", "0", "$limits['DB', 2]"],
    M: ["CASE WHEN is_known({0}_bool2) THEN yuan(1) ELSE $std END", "$std", "$unknown_std"],
    R: ["CASE WHEN is_known({0}_code2) THEN 0.5 ELSE $share END", "-1.25"],
    D: ["CASE WHEN is_known({0}_date2) THEN DATE '2000-02-29' ELSE as_of() END", "as_of()"],
    C: ["CASE WHEN is_known({0}_int2) THEN 'a' ELSE 'not there' END", "'b''c'"],
}
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_PRODUCTS = ((N, N), (M, N), (N, M), (N, R), (R, N), (M, R), (R, M), (R, R))
_QUOTIENTS = ((M, M), (N, N), (R, R), (M, R), (M, N), (R, N), (N, R))
_GIVES = {"*": {(N, N): N, (N, R): R, (R, N): R, (R, R): R}, "/": {(M, R): M, (M, N): M}}


@dataclass(frozen=True)
class Asked:
    """One expression, what it gives, and for whom."""

    text: str
    type: Type
    unit: Unit


def operands(kind: Type, unit: Unit) -> list[str]:
    """Texts of one type in every shape."""
    letter = unit.value[0]
    return [
        f"{letter}_{kind.value}1",
        f"{letter}_{kind.value}2",
        *(text.format(letter) for text in _SAME_FOR_ALL[kind]),
    ]


def every_expression(unit: Unit) -> list[Asked]:
    """Every operator and function on operands of every shape, as a value of the unit."""
    found = [*_unary(unit), *_binary(unit), *_many(unit)]
    return [Asked(text, kind, unit) for text, kind in found]


def over_members(asked: list[Asked]) -> list[Asked]:
    """A household's view of persons' expressions: inside each member function that takes them."""
    return [
        Asked(f"{function}({one.text})", N if function == "count_members" else one.type, H)
        for one in asked
        for function in _MEMBER_FUNCTIONS[one.type]
    ]


H = Unit.HOUSEHOLD
_EXTREMES = ("min_members", "max_members")
_MEMBER_FUNCTIONS = {
    B: ("count_members", "any_member", "all_members"),
    N: ("sum_members", *_EXTREMES),
    M: ("sum_members", *_EXTREMES),
    R: ("sum_members", *_EXTREMES),
    D: _EXTREMES,
    C: (),
}


def _unary(unit: Unit) -> Iterator[tuple[str, Type]]:
    for kind in Type:
        for one in operands(kind, unit):
            yield f"({one})", kind
            yield f"is_known({one})", B
            yield f"not is_known({one})", B
    for one in operands(B, unit):
        yield f"not ({one})", B
    for kind in NUMBERS:
        for one in operands(kind, unit):
            yield f"- ({one})", kind
    for one in operands(D, unit):
        yield f"years({one})", N
        yield f"months_since({one})", N
    for one in operands(N, unit):
        yield f"yuan({one})", M
    yield "in_class('DB')", B


def _binary(unit: Unit) -> Iterator[tuple[str, Type]]:
    for kind in Type:
        signs = [*_SIGNS[: 6 if kind in ORDERED else 2], *(["and", "or"] if kind is B else [])]
        for left, right in product(operands(kind, unit), repeat=2):
            yield from ((f"({left}) {sign} ({right})", B) for sign in signs)
    yield from _arithmetic(unit)


def _arithmetic(unit: Unit) -> Iterator[tuple[str, Type]]:
    for kind in NUMBERS:
        for left, right in product(operands(kind, unit), repeat=2):
            yield f"({left}) + ({right})", kind
            yield f"({left}) - ({right})", kind
    for sign, pairs in (("*", _PRODUCTS), ("/", _QUOTIENTS)):
        for a, b in pairs:
            for left, right in product(operands(a, unit), operands(b, unit)):
                yield (
                    f"({left}) {sign} ({right})",
                    _GIVES[sign].get((a, b), M if sign == "*" else R),
                )
    for kind in (N, M):
        for left, right in product(operands(kind, unit), operands(N, unit)):
            yield f"div_floor({left}, {right})", kind


def _many(unit: Unit) -> Iterator[tuple[str, Type]]:
    for kind in ORDERED:
        for left, right in product(operands(kind, unit), repeat=2):
            yield f"greatest({left}, {right})", kind
            yield f"least({left}, {right}, {left})", kind
            yield f"({left}) between ({right}) and ({left})", B
    for kind in Type:
        for left, right in product(operands(kind, unit), repeat=2):
            yield f"({left}) in ({right}, {left})", B
            yield f"({left}) not in ({right})", B
        conditions, values = operands(B, unit), operands(kind, unit)
        for condition, value in product(conditions, values):
            other = values[(values.index(value) + 1) % len(values)]
            yield f"CASE WHEN {condition} THEN {value} ELSE {other} END", kind
