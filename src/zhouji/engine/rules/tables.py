"""Checks the two tables a program is given, before any engine looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.arrow import ARROW
from zhouji.engine.rules.arithmetic import EPOCH
from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.types import Type

_FIRST, _LAST = (day.toordinal() - EPOCH for day in (date.min, date.max))


def check_tables(program: Program, persons: pa.Table, households: pa.Table) -> None:
    """Refuse tables on which the program could only guess.

    Raises:
        EvaluationRefused: names the first columns that are missing or of another type.
    """
    _check_columns("persons", program.persons, persons, ("household_id", "person_id"))
    _check_columns("households", program.households, households, ("household_id",))


def _check_columns(
    table: str, facts: Mapping[str, Type], given: pa.Table, ids: tuple[str, ...]
) -> None:
    types = {field.name: field.type for field in given.schema}
    faults = [f"{name} is missing" for name in (*ids, *facts) if name not in types]
    for name in ids:
        if name in types and given.column(name).null_count:
            faults.append(f"{name} has blanks")
    for name, kind in facts.items():
        found = types.get(name, pa.null())
        if not (_holds(found, kind) or pa.types.is_null(found)):
            faults.append(f"{name} is {found}, the rules ask for {kind}")
        elif kind is Type.DATE and not _has_calendar_days(given.column(name)):
            faults.append(f"{name} has days before year 1 or after 9999")
    if faults:
        raise EvaluationRefused(f"{table}: {'; '.join(faults[:10])}")


def _holds(found: pa.DataType, kind: Type) -> bool:
    """Whether a column is of the kind's own type; codes may be large, or stand in a dictionary."""
    if kind is Type.CODE and pa.types.is_large_string(found):
        return True
    if kind is Type.CODE and pa.types.is_dictionary(found):
        found = found.value_type
    return bool(found == ARROW[kind])


def _has_calendar_days(column: pa.ChunkedArray) -> bool:
    """Whether every known day lies in the calendar that all engines share."""
    if pa.types.is_null(column.type):
        return True
    ends = pc.min_max(column.cast(pa.int32())).as_py()
    return ends["min"] is None or (ends["min"] >= _FIRST and ends["max"] <= _LAST)
