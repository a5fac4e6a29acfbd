"""Runs the reference evaluator over whole tables, household by household."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.outcome import Column, Outcome
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.reference import evaluate_unit
from zhouji.engine.rules.tables import check_tables
from zhouji.engine.rules.types import Unit


def evaluate(program: Program, persons: pa.Table, households: pa.Table) -> Outcome:
    """Every output for every row, one household after another."""
    check_tables(program, persons, households)
    people = persons.select(["household_id", "person_id", *program.persons]).to_pylist()
    homes = households.select(["household_id", *program.households]).to_pylist()
    members: dict[int, list[int]] = {}
    for home in homes:
        if home["household_id"] in members:
            raise EvaluationRefused(
                f"household {home['household_id']} stands twice; keep one row each"
            )
        members[home["household_id"]] = []
    for index, person in enumerate(people):
        if person["household_id"] not in members:
            raise EvaluationRefused(
                f"person {person['person_id']}: household {person['household_id']} is not there"
            )
        members[person["household_id"]].append(index)
    found_homes: list[dict[str, Any]] = []
    found_people: list[dict[str, Any]] = [{}] * len(people)
    for home in homes:
        indexes = members[home["household_id"]]
        unit = evaluate_unit(program, home, [people[index] for index in indexes])
        found_homes.append(unit.household)
        for index, known in zip(indexes, unit.members, strict=True):
            found_people[index] = known
    return Outcome(
        _columns(program, Unit.HOUSEHOLD, found_homes),
        _columns(program, Unit.PERSON, found_people),
    )


def _columns(program: Program, unit: Unit, rows: list[dict[str, Any]]) -> dict[str, Column]:
    return {
        output.name: Column.of([row[output.name] for row in rows], output.type)
        for output in program.outputs
        if output.unit is unit
    }
