"""Asks one expression of one household, with every local engine, and checks that they agree."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from tests.engine.rules.random_programs import AS_OF, PARAMETERS, VOCABULARY
from zhouji.engine.rules import Output, Type, Unit, bind, evaluate, parse
from zhouji.engine.rules.evaluate import Engine

_ARROW = {Type.BOOL: pa.bool_(), Type.DATE: pa.date32(), Type.CODE: pa.string()}
LOCAL_ENGINES: tuple[Engine, ...] = ("reference", "kernel", "duckdb")


def ask(
    text: str,
    household: dict[str, Any] | None = None,
    members: list[dict[str, Any]] | None = None,
    *,
    type: Type | None = None,
    as_of: date = AS_OF,
) -> Any:
    """The household's answer; a fact that is not given is unknown."""
    output = Output("answer", Unit.HOUSEHOLD, parse(text, "test"), type=type)
    program = bind(VOCABULARY, [output], parameters=PARAMETERS, as_of=as_of)
    homes = _table([{"household_id": 1, **(household or {})}], VOCABULARY.households, ())
    people = [{"household_id": 1, "person_id": i, **m} for i, m in enumerate(members or [])]
    persons = _table(people, VOCABULARY.persons, ("person_id",))
    answers = [
        evaluate(program, persons, homes, engine=engine).households["answer"].to_list()[0]
        for engine in LOCAL_ENGINES
    ]
    assert answers[0] == answers[1] == answers[2], answers
    return answers[0]


def _table(rows: list[dict[str, Any]], facts: Any, ids: tuple[str, ...]) -> pa.Table:
    columns = {
        name: pa.array([row[name] for row in rows], pa.int64()) for name in ("household_id", *ids)
    }
    for name, kind in facts.items():
        columns[name] = pa.array([row.get(name) for row in rows], _ARROW.get(kind, pa.int64()))
    return pa.table(columns)
