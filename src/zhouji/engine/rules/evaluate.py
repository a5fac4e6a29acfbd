"""Evaluates a program on two tables with any engine; all engines give the same answer."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from zhouji.engine.rules import by_rows
from zhouji.engine.rules.outcome import Outcome
from zhouji.engine.rules.program import Program

Engine = Literal["auto", "kernel", "reference", "duckdb", "spark"]


def evaluate(
    program: Program, persons: pa.Table, households: pa.Table, engine: Engine = "auto"
) -> Outcome:
    """Every output for every row of its table.

    Args:
        program: what to evaluate.
        persons: household_id, person_id and the program's facts of persons, in any order.
        households: household_id and the program's facts of households.
        engine: `auto` takes the kernel.

    Raises:
        EvaluationRefused: a column is missing or of another type, a household is not there,
            a value does not fit in 64 bits.
    """
    return by_rows.evaluate(program, persons, households)
