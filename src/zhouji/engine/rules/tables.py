"""Checks the two tables a program is given, before any engine looks at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa

from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.types import Type

_ACCEPTED: dict[Type, Callable[[pa.DataType], bool]] = {
    Type.BOOL: pa.types.is_boolean,
    Type.INT: pa.types.is_int64,
    Type.MONEY: pa.types.is_int64,
    Type.RATIO: pa.types.is_int64,
    Type.DATE: pa.types.is_date32,
    Type.CODE: lambda kind: (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or (pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type))
    ),
}


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
        if not (_ACCEPTED[kind](found) or pa.types.is_null(found)):
            faults.append(f"{name} is {found}, the rules ask for {kind}")
    if faults:
        raise EvaluationRefused(f"{table}: {'; '.join(faults[:10])}")
