"""Evaluates a program in DuckDB, shut off from files and network."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from zhouji.engine.rules.outcome import Outcome
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.sql.dialects import DUCKDB
from zhouji.engine.rules.sql.inputs import outcome, prepare
from zhouji.engine.rules.types import Unit


def evaluate(program: Program, persons: pa.Table, households: pa.Table) -> Outcome:
    """Every output for every row."""
    prepared = prepare(program, persons, households, DUCKDB)
    connection = duckdb.connect(":memory:")
    try:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.register("persons_in", prepared.tables[Unit.PERSON])
        connection.register("households_in", prepared.tables[Unit.HOUSEHOLD])
        found = {
            unit: connection.sql(prepared.emitter.query(unit)).to_arrow_table()
            for unit in Unit
            if prepared.needs(unit)
        }
    finally:
        connection.close()
    return outcome(prepared, found)
