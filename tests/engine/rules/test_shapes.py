"""Every operator and function answers alike in all engines, whatever shape its operands have."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tests.engine.rules.random_programs import POPULATIONS, VOCABULARY, program_of, shaped
from tests.engine.rules.shapes import Asked, every_expression, operands, over_members
from zhouji.engine.rules import Program, Type, Unit, evaluate
from zhouji.engine.rules.evaluate import Engine
from zhouji.engine.rules.functions import FUNCTIONS
from zhouji.engine.rules.program import walk
from zhouji.engine.rules.tree import Apply, Op

OF_PERSONS = every_expression(Unit.PERSON)
OF_HOUSEHOLDS = [*every_expression(Unit.HOUSEHOLD), *over_members(OF_PERSONS)]
EVERY = [*OF_PERSONS, *OF_HOUSEHOLDS]
AT_ONCE = 400


def programs(asked: list[Asked]) -> list[tuple[list[Asked], Program]]:
    """Some hundred expressions a program, every second one behind a definition."""
    chunks = [asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE)]
    return [
        (chunk, program_of([(one.text, one.type, one.unit) for one in chunk])) for chunk in chunks
    ]


PROGRAMS = programs(EVERY)


def differing(
    chunk: list[Asked], program: Program, tables: tuple[pa.Table, pa.Table], engine: Engine
) -> dict[str, Any]:
    """Expressions whose answers are not the reference's."""
    theirs, ours = evaluate(program, *tables, engine), evaluate(program, *tables, "reference")
    found = {}
    for number, one in enumerate(chunk):
        name = f"o{number}"
        sides = [o.persons if one.unit is Unit.PERSON else o.households for o in (theirs, ours)]
        answers = [side[name].to_list() for side in sides]
        if answers[0] != answers[1]:
            found[f"{one.unit}: {one.text}"] = answers
    return found


@pytest.mark.parametrize("population", POPULATIONS)
def test_the_kernel_answers_as_the_reference_on_every_shape(population: str) -> None:
    tables = shaped(population)
    for chunk, program in PROGRAMS:
        assert differing(chunk, program, tables, "kernel") == {}


@pytest.mark.parametrize("population", POPULATIONS)
def test_duckdb_answers_as_the_reference_on_every_shape(population: str) -> None:
    tables = shaped(population)
    for chunk, program in programs(EVERY[POPULATIONS.index(population) :: 17]):
        assert differing(chunk, program, tables, "duckdb") == {}


def test_every_function_and_operation_is_among_them() -> None:
    texts = "\n".join(one.text for one in EVERY)
    assert {name for name in FUNCTIONS if f"{name}(" not in texts} == set()
    nodes = [item.node for _, p in PROGRAMS for item in (*p.definitions, *p.outputs)]
    used = {part.op for node in nodes for part in walk(node) if isinstance(part, Apply)}
    assert used | {Op.OF_HOUSEHOLD} == set(Op)


def test_every_type_is_asked_in_every_shape() -> None:
    for unit in Unit:
        for kind in Type:
            assert {f"{unit.value[0]}_{kind}{i}" for i in (1, 2)} <= set(VOCABULARY.of(unit))
            assert len(operands(kind, unit)) >= 4
