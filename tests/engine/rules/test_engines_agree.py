"""Every engine gives the reference's answer, on random expressions and random households."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from tests.engine.rules.random_programs import populations, program_of, programs
from zhouji.engine.rules import EvaluationRefused, Outcome, Program, Type, Unit, evaluate, kernel

RELAXED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
Texts = list[tuple[str, Type, Unit]]
Tables = tuple[pa.Table, pa.Table]


def answers(outcome: Outcome) -> dict[str, Any]:
    both = outcome.households | outcome.persons
    return {name: (column.type, column.to_list()) for name, column in both.items()}


def answer(texts: Texts, tables: Tables, engine: Any) -> Any:
    """The values, or that the engine refused."""
    try:
        return answers(evaluate(program_of(texts), *tables, engine=engine))
    except EvaluationRefused as refusal:
        assert "64 bits" in str(refusal)
        return "refused"


@settings(max_examples=200, deadline=None, suppress_health_check=RELAXED)
@given(programs(), populations())
def test_the_kernel_answers_as_the_reference(texts: Texts, tables: Tables) -> None:
    assert answer(texts, tables, "kernel") == answer(texts, tables, "reference")


@settings(max_examples=200, deadline=None, suppress_health_check=RELAXED)
@given(programs(most=2), populations(edges=True))
def test_the_kernel_refuses_what_the_reference_refuses(texts: Texts, tables: Tables) -> None:
    assert answer(texts, tables, "kernel") == answer(texts, tables, "reference")


@settings(max_examples=40, deadline=None, suppress_health_check=RELAXED)
@given(programs(most=10), populations())
def test_duckdb_answers_as_the_reference(texts: Texts, tables: Tables) -> None:
    assert answer(texts, tables, "duckdb") == answer(texts, tables, "reference")


@settings(max_examples=40, deadline=None, suppress_health_check=RELAXED)
@given(programs(most=2), populations(edges=True))
def test_duckdb_refuses_what_the_reference_refuses(texts: Texts, tables: Tables) -> None:
    assert answer(texts, tables, "duckdb") == answer(texts, tables, "reference")


@settings(max_examples=60, deadline=None, suppress_health_check=RELAXED)
@given(programs(), populations())
def test_the_size_of_a_block_does_not_matter(texts: Texts, tables: Tables) -> None:
    program: Program = program_of(texts)
    try:
        whole = answers(kernel.evaluate(program, *tables))
    except EvaluationRefused:
        with pytest.raises(EvaluationRefused):
            kernel.evaluate(program, *tables, block=1)
    else:
        assert answers(kernel.evaluate(program, *tables, block=1, workers=2)) == whole
