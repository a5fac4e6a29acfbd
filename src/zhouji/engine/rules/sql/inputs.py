"""What every SQL engine is given: the two tables with numbered rows, and which steps to check."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zhouji.base.arrow import ARROW
from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.kernel import bounds as bounds_of
from zhouji.engine.rules.kernel.columns import read_column
from zhouji.engine.rules.kernel.order import find_order
from zhouji.engine.rules.outcome import Column, Outcome
from zhouji.engine.rules.plan import Plan, plan
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.sql.dialects import Dialect
from zhouji.engine.rules.sql.emitter import Emitter
from zhouji.engine.rules.tables import check_tables
from zhouji.engine.rules.types import Unit


@dataclass(frozen=True)
class Prepared:
    """Tables to register and the emitter of their queries."""

    plan: Plan
    tables: dict[Unit, pa.Table]
    given: dict[Unit, pa.Table]
    emitter: Emitter

    def needs(self, unit: Unit) -> bool:
        """Whether a query of this unit has anything to answer or to check."""
        steps = self.plan.steps
        return any(of is unit for _, of, _ in self.plan.outputs) or any(
            steps[index].unit is unit for index in self.emitter.checked
        )


def prepare(
    program: Program, persons: pa.Table, households: pa.Table, dialect: Dialect
) -> Prepared:
    """Check the tables and choose, by their bounds, the steps that need room."""
    check_tables(program, persons, households)
    steps = plan(program)
    order = find_order(persons, households)
    given = {Unit.PERSON: persons, Unit.HOUSEHOLD: households}
    bounds = {
        index: read_column(given[step.unit].column(step.name), step.type, None).bounds()
        for index, step in enumerate(steps.steps)
        if step.name is not None
    }
    _, checked = bounds_of.of_plan(steps, bounds, order.most_members, program.as_of)
    tables = {unit: _numbered(steps, unit, table) for unit, table in given.items()}
    return Prepared(steps, tables, given, Emitter(steps, checked, program.as_of, dialect))


def _numbered(steps: Plan, unit: Unit, table: pa.Table) -> pa.Table:
    columns = {
        "row_number_": pa.array(np.arange(table.num_rows)),
        "household_id": table.column("household_id"),
    }
    for index, step in enumerate(steps.steps):
        if step.name is not None and step.unit is unit:
            columns[f"v{index}"] = table.column(step.name).cast(ARROW[step.type])
    return pa.table(columns)


def outcome(prepared: Prepared, found: dict[Unit, pa.Table]) -> Outcome:
    """Columns of the queries' answers.

    Raises:
        EvaluationRefused: a value did not fit in 64 bits.
    """
    for unit, table in found.items():
        _refuse_overflow(prepared, unit, table)
    result = Outcome({}, {})
    for position, (name, unit, index) in enumerate(prepared.plan.outputs):
        side = result.households if unit is Unit.HOUSEHOLD else result.persons
        kind = prepared.plan.steps[index].type
        side[name] = Column.of(found[unit].column(f"o{position}").to_pylist(), kind)
    return result


def _refuse_overflow(prepared: Prepared, unit: Unit, table: pa.Table) -> None:
    over = table.column("over_")
    if over.null_count == len(over):
        return
    row, index = next((row, i) for row, i in enumerate(over.to_pylist()) if i is not None)
    found = prepared.given[unit].column(f"{unit}_id")[row].as_py()
    raise EvaluationRefused(
        f"{prepared.plan.labels[index]}: a value of {unit} {found} does not fit in 64 bits; "
        "look at the facts behind it"
    )
