"""A screening as compact tables that can be kept, and read back."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhouji.engine.policies.results import PolicyResult, Screening, ids_of
from zhouji.engine.policies.variables import ExclusiveGroup
from zhouji.engine.rules import Unit

KEY = b"zhouji.screening"


def to_table(screening: Screening, unit: Unit) -> pa.Table:
    """One row a unit: its ids and, a policy, `CODE__known`, `CODE__true`, `CODE__fen` (int64).

    The schema's metadata says what the bits mean, on which day and under which content.
    """
    columns = {}
    if unit is Unit.PERSON:
        columns["person_id"] = pa.array(screening.person_ids)
        columns["household_id"] = pa.array(screening.person_households)
    else:
        columns["household_id"] = pa.array(screening.household_ids)
    for result in screening.of(unit):
        columns[f"{result.code}__known"] = pa.array(result.known.astype(np.int64))
        columns[f"{result.code}__true"] = pa.array(result.true.astype(np.int64))
        columns[f"{result.code}__fen"] = pa.array(result.fen)
    said = {
        "day": screening.day.isoformat(),
        "content": screening.content,
        "groups": [group.model_dump() for group in screening.groups],
        "policies": {
            result.code: {"bits": result.bits, "amount_unit": result.amount_unit}
            for result in screening.of(unit)
        },
    }
    return pa.table(columns).replace_schema_metadata({KEY: json.dumps(said).encode()})


def from_tables(households: pa.Table, persons: pa.Table) -> Screening:
    """The screening that two tables of `to_table` hold."""
    said = json.loads(households.schema.metadata[KEY])
    results = _results(households, Unit.HOUSEHOLD) | _results(persons, Unit.PERSON)
    return Screening(
        day=date.fromisoformat(said["day"]),
        content=said["content"],
        results=results,
        groups=tuple(ExclusiveGroup.model_validate(group) for group in said["groups"]),
        household_ids=ids_of(households, "household_id"),
        person_ids=ids_of(persons, "person_id"),
        person_households=ids_of(persons, "household_id"),
    )


def _results(table: pa.Table, unit: Unit) -> dict[str, PolicyResult]:
    said = json.loads(table.schema.metadata[KEY])["policies"]
    return {
        code: PolicyResult(
            code=code,
            unit=unit,
            amount_unit=about["amount_unit"],
            bits=tuple(about["bits"]),
            known=_mask(table, f"{code}__known"),
            true=_mask(table, f"{code}__true"),
            fen=ids_of(table, f"{code}__fen"),
        )
        for code, about in said.items()
    }


def _mask(table: pa.Table, name: str) -> npt.NDArray[np.uint64]:
    return ids_of(table, name).view(np.uint64)
