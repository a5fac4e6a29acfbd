"""Changed parameter values, written as on a command line: `name=930`, `table['DB', 'x']=4`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from zhouji.engine.rulebook.errors import BadChangeError
from zhouji.engine.rulebook.faults import nearest
from zhouji.engine.rulebook.figures import Figures
from zhouji.engine.rules import Constant, Table, Type, amount
from zhouji.engine.rules.types import Value

_NAME = re.compile(r"^\$?(?P<name>\w+)\s*(?:\[(?P<keys>[^\]]+)\])?$")
_YES_NO = {"true": True, "false": False}


def changed(figures: Figures, changes: Mapping[str, str | int | Decimal | bool | date]) -> Figures:
    """The figures with some values replaced; a changed value keeps its type.

    Raises:
        BadChangeError: no such parameter or row, or a value of another type.
    """
    found = dict(figures)
    for written, value in changes.items():
        name, keys = _named(written)
        if name not in found:
            raise BadChangeError(f"no parameter {name}; {nearest(name, found)}")
        found[name] = _replaced(found[name], name, keys, _read(found[name].type, written, value))
    return found


def _named(written: str) -> tuple[str, tuple[str, ...]]:
    match = _NAME.match(written.strip())
    if match is None:
        raise BadChangeError(f"'{written}' is no parameter; write name or table['key']")
    keys = match["keys"].split(",") if match["keys"] else []
    return match["name"], tuple(key.strip().strip("'\"") for key in keys)


def _replaced(
    figure: Constant | Table, name: str, keys: tuple[str, ...], value: Value | None
) -> Constant | Table:
    if isinstance(figure, Constant):
        if keys:
            raise BadChangeError(f"{name} is no table; write {name}=...")
        return Constant(figure.type, value)
    row = next((row for row in figure.rows if tuple(map(str, row)) == keys), None)
    if row is None:
        rows = "; ".join(", ".join(map(repr, row)) for row in figure.rows)
        raise BadChangeError(f"{name} has no row [{', '.join(keys)}]; rows: {rows}")
    return Table(figure.type, {**figure.rows, row: value})


def _read(kind: Type, written: str, value: str | int | Decimal | bool | date) -> Value | None:
    try:
        return amount(kind, _from_text(kind, value) if isinstance(value, str) else value)
    except (ValueError, ArithmeticError) as error:
        raise BadChangeError(f"{written}={value}: {kind} is asked ({error})") from error


def _from_text(kind: Type, text: str) -> Value | Decimal | None:
    text = text.strip()
    if kind is Type.CODE:
        return text
    if kind is Type.DATE:
        return date.fromisoformat(text)
    if kind is Type.BOOL:
        if text.lower() not in _YES_NO:
            raise ValueError("write true or false")
        return _YES_NO[text.lower()]
    try:
        figure = Decimal(text)
    except InvalidOperation:
        raise ValueError("write a plain figure") from None
    if not figure.is_finite():
        raise ValueError("write a plain figure")
    return int(figure) if kind is Type.INT and figure == figure.to_integral_value() else figure
