"""Evaluates a program on two tables with any engine; all engines give the same answer."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from zhouji.engine.rules import by_rows, kernel
from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.outcome import Outcome
from zhouji.engine.rules.plan import plan
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.sql import by_duckdb, by_spark

Engine = Literal["auto", "kernel", "reference", "duckdb", "spark"]

_ENGINES = {
    "auto": kernel.evaluate,
    "kernel": kernel.evaluate,
    "reference": by_rows.evaluate,
    "duckdb": by_duckdb.evaluate,
    "spark": by_spark.evaluate,
}


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
    if engine not in _ENGINES:
        raise EvaluationRefused(f"no engine {engine!r}; engines: {', '.join(_ENGINES)}")
    plan(program)  # a constant part that does not fit is refused even where nobody is asked
    return _ENGINES[engine](program, persons, households)
