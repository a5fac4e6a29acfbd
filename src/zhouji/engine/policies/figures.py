"""Parameter values as the rules take them, on one day; faults of values and their coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zhouji.engine.base.errors import Fault
from zhouji.engine.policies.parameters import NOT_KEYS, Parameter, ParameterValue
from zhouji.engine.policies.reading import Content, Placed
from zhouji.engine.rules import Constant, Table, Type, amount
from zhouji.engine.rules.types import Value

Figures = dict[str, Constant | Table]
NEEDS_NO_DOCUMENT = frozenset({"unknown", "demo_only"})


def figures_on(parameters: Iterable[Parameter], day: date) -> Figures:
    """Every parameter as of a day; one without a value that day is unknown here."""
    return {parameter.name: figure(parameter, parameter.on(day)) for parameter in parameters}


class FiguresByDay:
    """The figures of any day; each dated value is worked out once."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._parameters = list(parameters)
        self._values: dict[tuple[str, date | None], Constant | Table] = {}
        self._days: dict[date, Figures] = {}

    def on(self, day: date) -> Figures:
        if day not in self._days:
            self._days[day] = {one.name: self._figure(one, day) for one in self._parameters}
        return self._days[day]

    def _figure(self, parameter: Parameter, day: date) -> Constant | Table:
        value = parameter.on(day)
        key = (parameter.name, value.start if value else None)
        if key not in self._values:
            self._values[key] = figure(parameter, value)
        return self._values[key]


def rows_of(figures: Figures) -> tuple[tuple[tuple[str | int, ...], ...], ...]:
    """The keys of every table, in order: all of the figures that binding can stumble over.

    A figure's type never changes and its value is not looked at, but a row may be there on one
    day and not on another.
    """
    return tuple(tuple(one.rows) for one in figures.values() if isinstance(one, Table))


def figure(parameter: Parameter, value: ParameterValue | None) -> Constant | Table:
    """One dated value as the rules take it; a stated unknown table is unknown at every key.

    A figure that its type cannot hold is unknown here and a fault of the content elsewhere.
    """
    kind = Type(parameter.type)
    if not parameter.is_table:
        return Constant(kind, _held(kind, value.value) if value else None)
    if value is None or value.rows is None:
        return Table(kind, dict.fromkeys(_every_key(parameter)))
    return Table(kind, {_key(parameter, row): _held(kind, row.get("value")) for row in value.rows})


def _held(kind: Type, value: Any) -> Value | None:
    try:
        return amount(kind, value)
    except (ValueError, ArithmeticError):
        return None


def _every_key(parameter: Parameter) -> list[tuple[str | int, ...]]:
    return [_key(parameter, row) for value in parameter.values for row in value.rows or []]


def _key(parameter: Parameter, row: Mapping[str, Any]) -> tuple[str | int, ...]:
    return tuple(row.get(name, "") for name in parameter.key_names)


def parameter_faults(content: Content) -> list[Fault]:
    """What is wrong with the parameters' values, apart from the days they cover."""
    return [
        fault
        for placed in content.parameters.values()
        for index in range(len(placed.model.values))
        for fault in _value_faults(placed, index)
    ] + [fault for placed in content.parameters.values() for fault in _twice(placed)]


def citation_faults(content: Content) -> list[Fault]:
    """Values that name no document, and made-up or unknown ones that say nothing of themselves."""
    faults = []
    for placed in content.parameters.values():
        parameter = placed.model
        for index, value in enumerate(parameter.values):
            where = placed.marked.where(("values", index))
            noted = value.document or value.note or parameter.note or parameter.settled_by
            if value.status not in NEEDS_NO_DOCUMENT and not value.document:
                what = f"a value of {parameter.name} without a document"
                faults.append(Fault(where, what, "cite its document and clause"))
            elif not noted:
                what = f"a {value.status} value of {parameter.name} without document or note"
                faults.append(Fault(where, what, "add a note on where it comes from"))
    return faults


def _twice(placed: Placed[Parameter]) -> list[Fault]:
    starts = [value.start for value in placed.model.values]
    faults = []
    for index, value in enumerate(placed.model.values):
        where = placed.marked.where(("values", index))
        if value.start in starts[:index]:
            faults.append(Fault(where, f"a second value from {value.start}", "keep one of them"))
        if value.until and value.until < value.start:
            faults.append(Fault(where, "until is before from", "until is the last day in force"))
    return faults


def _value_faults(placed: Placed[Parameter], index: int) -> list[Fault]:
    parameter, value = placed.model, placed.model.values[index]
    where = placed.marked.where(("values", index))
    if parameter.is_table:
        return _row_faults(placed, index)
    faults = []
    if (value.value is None) != (value.status == "unknown"):
        mend = "an unknown value is `value: null, status: unknown`, any other has a figure"
        faults.append(Fault(where, f"value {value.value} with status {value.status}", mend))
    return faults + _type_fault(parameter, value.value, where)


def _row_faults(placed: Placed[Parameter], index: int) -> list[Fault]:
    parameter, value = placed.model, placed.model.values[index]
    where = placed.marked.where(("values", index))
    if value.rows is None:
        if value.status == "unknown":
            return []
        return [Fault(where, f"table {parameter.name} without rows", "give rows: [{key, value}]")]
    faults, seen = [], set()
    for place, row in enumerate(value.rows):
        spot = placed.marked.where(("values", index, "rows", place))
        names = set(row) - NOT_KEYS
        if names != set(parameter.key_names) or "value" not in row:
            wanted = ", ".join((*parameter.key_names, "value"))
            faults.append(Fault(spot, f"a row with {', '.join(row)}", f"every row has {wanted}"))
            continue
        keys = _key(parameter, row)
        if any(isinstance(key, bool) or not isinstance(key, str | int) for key in keys):
            faults.append(Fault(spot, f"key {keys} is no text and no number", "quote the key"))
            continue
        if keys in seen:
            faults.append(Fault(spot, f"a second row for {keys}", "keep one of them"))
        seen.add(keys)
        faults += _type_fault(parameter, row["value"], spot)
    return faults


def _type_fault(parameter: Parameter, value: Any, where: str) -> list[Fault]:
    try:
        amount(Type(parameter.type), value)
    except (ValueError, ArithmeticError) as fault:
        return [Fault(where, f"{parameter.name}: {fault}", f"give a {parameter.type}")]
    return []
