"""Evaluates a program in Spark SQL; needs the `spark` extra and a Java runtime."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.outcome import Outcome
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.sql.dialects import SPARK
from zhouji.engine.rules.sql.inputs import outcome, prepare
from zhouji.engine.rules.types import Unit


def evaluate(program: Program, persons: pa.Table, households: pa.Table) -> Outcome:
    """Every output for every row, in the Spark session there is or a local one.

    Raises:
        EvaluationRefused: pyspark is not installed, or what all engines refuse.
    """
    session = _session()
    prepared = prepare(program, persons, households, SPARK)
    session.createDataFrame(prepared.tables[Unit.PERSON]).createOrReplaceTempView("persons_in")
    homes = session.createDataFrame(prepared.tables[Unit.HOUSEHOLD])
    homes.createOrReplaceTempView("households_in")
    found = {
        unit: session.sql(prepared.emitter.query(unit)).toArrow()
        for unit in Unit
        if prepared.needs(unit)
    }
    return outcome(prepared, found)


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EvaluationRefused(
            "the spark engine is not installed; pip install 'zhouji[spark]' and a Java runtime"
        ) from error
    return (
        SparkSession.builder.config("spark.sql.ansi.enabled", "true")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
