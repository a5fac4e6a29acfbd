"""Spark answers as the reference: one session, one batch of expressions of every kind."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.rules.random_programs import population, program_of, shaped
from tests.engine.rules.shapes import every_expression, over_members
from zhouji.engine.rules import EvaluationRefused, Type, Unit, evaluate

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore"),  # pyspark's own
]
B, N, M, R, D, C = Type.BOOL, Type.INT, Type.MONEY, Type.RATIO, Type.DATE, Type.CODE

HOUSEHOLD = {
    B: [
        "h_bool1 and h_bool2", "h_bool1 or not h_bool2", "h_bool1 = h_bool2", "h_int1 < h_int2",
        "h_money1 >= h_money2", "h_ratio1 != 0.5", "h_date1 <= as_of()", "h_code1 = 'b''c'",
        "h_code1 in ('none', '丙')", "h_int1 between -3 and h_int2", "is_known(h_money1)",
        "any_member(p_bool1)", "all_members(p_bool1)", "any_member(p_money1 > h_money1)",
        "all_members(p_code1 = 'a' or h_bool1)", "h_bool1 or $unknown_flag", "h_int1 < h_ratio1",
    ],
    N: [
        "h_int1 + h_int2", "-h_int1 * 3", "div_floor(h_int1, h_int2)", "years(h_date1)",
        "months_since(h_date1)", "count_members(p_bool1)", "sum_members(p_int1)",
        "min_members(p_int1)", "max_members(years(p_date1))", "greatest(h_int1, 0, h_int2)",
        "CASE WHEN h_bool1 THEN h_int1 ELSE 5 END", "count_members(is_known(p_int1))",
        "sum_members(CASE WHEN p_bool2 THEN 1 ELSE 0 END)", "sum_members(p_int2 * h_int2)",
    ],
    M: [
        "h_money1 - $std", "h_money1 * h_ratio1", "h_money1 / h_int1", "h_money1 / h_ratio1",
        "div_floor(h_money1, h_int2)", "sum_members(p_money1)", "least(h_money1, h_money2)",
        "sum_members(p_money2 * 0.5)", "greatest(0, $std * 2 - div_floor(h_money1, 12))",
    ],
    R: [
        "h_money1 / h_money2", "h_int1 / h_int2", "h_ratio1 * h_ratio2", "h_ratio1 / h_ratio2",
        "h_int1 * h_ratio1", "h_ratio1 / h_int1", "$limits['DB', 1] / h_ratio1", "h_int1 + 0.25",
        "max_members(p_ratio1)",
    ],
    D: ["h_date1", "greatest(h_date1, h_date2)", "min_members(p_date1)"],
    C: ["h_code1", "CASE WHEN h_bool1 THEN 'back\\slash' ELSE h_code2 END"],
}  # fmt: skip
PERSON = {
    B: ["p_bool1 and h_bool1", "p_int1 < h_int1", "years(p_date1) >= 18", "p_code1 != h_code1"],
    M: ["p_money1 + h_money1", "p_money1 / p_int1"],
    C: ["CASE WHEN p_bool1 THEN p_code1 ELSE h_code1 END"],
}


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
        spark.stop()


def texts() -> list[tuple[str, Type, Unit]]:
    return [
        (text, kind, unit)
        for unit, table in ((Unit.HOUSEHOLD, HOUSEHOLD), (Unit.PERSON, PERSON))
        for kind, several in table.items()
        for text in several
    ]


def test_spark_answers_as_the_reference(session: Any) -> None:
    program = program_of(texts())
    tables = population(11, homes=60)
    theirs = evaluate(program, *tables, engine="spark")
    ours = evaluate(program, *tables, engine="reference")
    for number, (text, _, unit) in enumerate(texts()):
        sides = [o.households if unit is Unit.HOUSEHOLD else o.persons for o in (theirs, ours)]
        assert sides[0][f"o{number}"].to_list() == sides[1][f"o{number}"].to_list(), text


def test_spark_keeps_to_64_bits_as_the_reference(session: Any) -> None:
    dice = random.Random(5)
    every = [item for item in texts() if item[1] in (N, M, R)]
    agreed = {True: 0, False: 0}
    for seed in range(8):
        program = program_of(dice.sample(every, 3))
        tables = population(seed, edges=True, homes=8)
        answers = []
        for engine in ("spark", "reference"):
            try:
                found = evaluate(program, *tables, engine=engine)  # type: ignore[arg-type]
                both = found.households | found.persons
                answers.append({name: column.to_list() for name, column in both.items()})
            except EvaluationRefused as refusal:
                assert "64 bits" in str(refusal)
                answers.append({})
        assert answers[0] == answers[1]
        agreed[bool(answers[0])] += 1
    assert min(agreed.values()) > 0, agreed


@pytest.mark.parametrize("name", ["a household without members", "facts that end in 2 are known"])
def test_spark_answers_as_the_reference_on_operands_of_every_shape(session: Any, name: str) -> None:
    people = every_expression(Unit.PERSON)
    every = [*people, *every_expression(Unit.HOUSEHOLD), *over_members(people)]
    asked = random.Random(name).sample(every, 40)
    program = program_of([(one.text, one.type, one.unit) for one in asked])
    theirs, ours = (evaluate(program, *shaped(name), engine=e) for e in ("spark", "reference"))
    for number, one in enumerate(asked):
        sides = [o.persons if one.unit is Unit.PERSON else o.households for o in (theirs, ours)]
        assert sides[0][f"o{number}"].to_list() == sides[1][f"o{number}"].to_list(), one.text
