"""The tree an expression's text becomes: names and literals as written, nothing typed yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Place:
    """Where an expression stands: file, line and field."""

    where: str


@dataclass(frozen=True)
class Expr:
    """Any part of an expression."""

    place: Place


@dataclass(frozen=True)
class Number(Expr):
    """A figure as written; what stands beside it decides whether it is a count, a ratio or yuan."""

    value: Decimal

    @property
    def is_whole(self) -> bool:
        return self.value == self.value.to_integral_value()


@dataclass(frozen=True)
class Text(Expr):
    """A code in single quotes."""

    value: str


@dataclass(frozen=True)
class Day(Expr):
    """A date literal."""

    value: date


@dataclass(frozen=True)
class Name(Expr):
    """A fact, a variable or a local name; `scope` is `household` or `person` where written."""

    name: str
    scope: str | None = None


@dataclass(frozen=True)
class Parameter(Expr):
    """`$name`, or `$table['key', 3]`."""

    name: str
    keys: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Call(Expr):
    """An operator or a function on parts; operators are named by their sign."""

    function: str
    args: tuple[Expr, ...]


def parts(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) else ()


def walk(expr: Expr) -> Iterator[Expr]:
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Call):
            waiting += reversed(part.args)


def names_in(expr: Expr) -> set[str]:
    """Every plain name an expression reads (without its scope); in_class reads its class's."""
    plain = {part.name for part in walk(expr) if isinstance(part, Name)}
    asked = {class_asked(part) for part in walk(expr) if isinstance(part, Call)}
    return plain | {name for name in asked if name is not None}


def class_asked(call: Call) -> str | None:
    """The name that in_class('DB') reads; None for another call or no class in quotes."""
    if call.function != "in_class" or not isinstance(call.args[0], Text):
        return None
    return f"class_{call.args[0].value.lower()}"


def functions_in(expr: Expr) -> set[str]:
    """Every function and operator an expression uses."""
    return {part.function for part in walk(expr) if isinstance(part, Call)}


def parameters_in(expr: Expr) -> set[str]:
    """Every parameter an expression reads."""
    return {part.name for part in walk(expr) if isinstance(part, Parameter)}


def substitute(expr: Expr, names: Mapping[str, Expr]) -> Expr:
    """The expression with unscoped names replaced by other expressions."""
    return _rebuild(expr, lambda name: names.get(name.name, name) if not name.scope else name)


def _rebuild(expr: Expr, change: Callable[[Name], Expr]) -> Expr:
    if isinstance(expr, Name):
        return change(expr)
    if isinstance(expr, Call):
        return replace(expr, args=tuple(_rebuild(part, change) for part in expr.args))
    return expr
