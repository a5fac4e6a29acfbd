"""Tables in any order and shape, and tables that do not fit."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.engine.rules.random_programs import population, program_of, shaped
from zhouji.engine.rules import EvaluationRefused, Type, Unit, evaluate, pack
from zhouji.engine.rules.evaluate import Engine
from zhouji.engine.rules.outcome import Column

LOCAL_ENGINES: tuple[Engine, ...] = ("kernel", "reference", "duckdb")
PROGRAM = program_of(
    [
        ("count_members(p_bool2)", Type.INT, Unit.HOUSEHOLD),
        ("CASE WHEN p_bool2 and h_bool2 THEN 'both' ELSE p_code2 END", Type.CODE, Unit.PERSON),
        ("p_date1", Type.DATE, Unit.PERSON),
    ]
)


def lists(persons: pa.Table, households: pa.Table, engine: Engine) -> dict[str, Any]:
    found = evaluate(PROGRAM, persons, households, engine)
    return {k: c.to_list() for k, c in (found.households | found.persons).items()}


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_answers_come_in_the_order_of_the_tables(engine: Engine) -> None:
    persons, households = population(7, homes=20)
    before = lists(persons, households, engine)
    order = np.random.default_rng(1).permutation(len(persons))
    after = lists(persons.take(order), households, engine)
    assert after["o0"] == before["o0"]
    assert after["o1"] == [before["o1"][i] for i in order]
    assert after["o2"] == [before["o2"][i] for i in order]


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_chunks_and_slices_make_no_difference(engine: Engine) -> None:
    persons, households = population(7, homes=20)
    pieces = pa.concat_tables([persons.slice(0, 3), persons.slice(3)])
    assert lists(pieces, households, engine) == lists(persons, households, engine)
    padded = pa.concat_tables([persons.slice(0, 5), persons]).combine_chunks().slice(5)
    assert lists(padded, households, engine) == lists(persons, households, engine)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_tables_that_do_not_fit_are_refused(engine: Engine) -> None:
    persons, households = population(7, homes=20)
    with pytest.raises(EvaluationRefused, match="p_bool2 is missing"):
        evaluate(PROGRAM, persons.drop_columns(["p_bool2"]), households, engine)
    wrong = persons.set_column(
        persons.column_names.index("p_bool2"), "p_bool2", persons.column("p_int1")
    )
    with pytest.raises(EvaluationRefused, match="p_bool2 is int64, the rules ask for bool"):
        evaluate(PROGRAM, wrong, households, engine)
    with pytest.raises(EvaluationRefused, match="twice"):
        evaluate(PROGRAM, persons, pa.concat_tables([households, households]), engine)
    with pytest.raises(EvaluationRefused, match="is not there"):
        evaluate(PROGRAM, persons, households.slice(0, 0), engine)


def test_a_column_of_nothing_but_blanks_is_all_unknown() -> None:
    persons = pa.table(
        {
            "household_id": [1],
            "person_id": [1],
            "p_bool2": pa.nulls(1),
            "p_code2": pa.nulls(1),
            "p_date1": pa.nulls(1),
        }
    )
    households = pa.table({"household_id": [1], "h_bool2": pa.nulls(1)})
    for engine in LOCAL_ENGINES:
        assert lists(persons, households, engine) == {"o0": [None], "o1": [None], "o2": [None]}


def with_column(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@pytest.mark.parametrize("days", [3_000_000, -800_000, 2**31 - 1, -(2**31)])
def test_a_day_before_year_1_or_after_9999_is_refused(engine: Engine, days: int) -> None:
    persons, households = shaped("one person")
    persons = with_column(persons, "p_date1", pa.array([days], pa.int32()).cast(pa.date32()))
    with pytest.raises(EvaluationRefused, match="p_date1 has days before year 1 or after 9999"):
        evaluate(PROGRAM, persons, households, engine)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_a_blank_in_a_dictionary_is_unknown(engine: Engine) -> None:
    persons, households = shaped("one person")
    words = pa.DictionaryArray.from_arrays(pa.array([1], pa.int8()), pa.array(["a", None]))
    program = program_of(
        [
            ("p_code1", Type.CODE, Unit.PERSON),
            ("is_known(p_code1)", Type.BOOL, Unit.PERSON),
            ("p_code1 != 'a'", Type.BOOL, Unit.PERSON),
        ]
    )
    found = evaluate(program, with_column(persons, "p_code1", words), households, engine).persons
    assert [column.to_list() for column in found.values()] == [[None], [False], [None]]


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@pytest.mark.parametrize("population", ["nobody", "a household without members", "one person"])
def test_a_constant_that_does_not_fit_is_refused_whoever_is_asked(
    engine: Engine, population: str
) -> None:
    text = "9223372036854775807 + $limits['DB', 1] > p_int1"
    program = program_of([(text, Type.BOOL, Unit.PERSON)])
    with pytest.raises(EvaluationRefused, match="o0: a constant does not fit in 64 bits"):
        evaluate(program, *shaped(population), engine)


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(EvaluationRefused, match="no engine 'gpu'"):
        evaluate(PROGRAM, *population(7), engine="gpu")  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 8, 9, 33, 64])
def test_bools_pack_into_two_masks(count: int) -> None:
    dice = np.random.default_rng(count)
    rows = [[dice.choice([True, False, None]) for _ in range(5)] for _ in range(count)]
    true, known = pack([Column.of(row, Type.BOOL) for row in rows])
    for place in range(5):
        for bit, row in enumerate(rows):
            assert bool(int(true[place]) >> bit & 1) is (row[place] is True)
            assert bool(int(known[place]) >> bit & 1) is (row[place] is not None)


def test_a_column_goes_to_arrow_and_back() -> None:
    days = [date(2025, 1, 1), None]
    assert Column.of(days, Type.DATE).to_arrow().type == pa.date32()
    assert Column.of(days, Type.DATE).to_list() == days
    assert Column.of(["a", None], Type.CODE).to_list() == ["a", None]
