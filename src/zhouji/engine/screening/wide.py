"""A screening as wide tables: one row a unit, a column an answer, an amount, a condition."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhouji.engine.rules import EvaluationRefused, Unit
from zhouji.engine.screening.results import Flags, Ints, PolicyResult, Screening

DIGITS = 18
AMOUNT = pa.decimal128(DIGITS, 2)


def wide(screening: Screening, unit: Unit, *, trace: bool = False) -> pa.Table:
    """One row a household (household_id) or a person (person_id, household_id).

    Raises:
        EvaluationRefused: an amount has more than 18 digits.
    """
    columns: dict[str, pa.Array] = {}
    if unit is Unit.PERSON:
        columns["person_id"] = pa.array(screening.person_ids)
        columns["household_id"] = pa.array(screening.person_households)
    else:
        columns["household_id"] = pa.array(screening.household_ids)
    for result in screening.of(unit):
        columns[f"{result.code}__eligible"] = _answers(result, "eligible")
        columns[f"{result.code}__amount"] = decimals(result.fen, result.is_known("amount"))
        for condition in result.conditions if trace else ():
            columns[f"{result.code}__{condition}"] = _answers(result, condition)
    return pa.table(columns)


def _answers(result: PolicyResult, name: str) -> pa.Array:
    return pa.array(result.is_true(name), mask=~result.is_known(name))


def decimals(hundredths: Ints, known: Flags) -> pa.Array:
    """Whole hundredths as decimal(18, 2), null where not known; written straight into a buffer."""
    if len(hundredths) and max(hundredths.max(), -int(hundredths.min())) >= 10**DIGITS:
        raise EvaluationRefused(f"an amount has more than {DIGITS} digits; look at its facts")
    words = np.empty((len(hundredths), 2), np.int64)
    words[:, 0] = hundredths
    words[:, 1] = hundredths >> 63
    valid = np.packbits(known, bitorder="little")
    buffers = [pa.py_buffer(valid.tobytes()), pa.py_buffer(words)]
    return pa.Array.from_buffers(AMOUNT, len(hundredths), buffers)
