"""The same fact files can be written in Spark's SQL."""

from __future__ import annotations

from datetime import date

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from tests.pool.made_up_pool import CONTENT
from zhouji.engine.facts import Fact, load_facts
from zhouji.pool.catalogue import load_catalogue

FACTS = load_facts(CONTENT, load_catalogue(CONTENT)).facts


def without_macros(node: exp.Expression) -> exp.Expression:
    """A day's values in place of the macros, as any engine but DuckDB gets them."""
    if not isinstance(node, exp.Anonymous):
        return node
    if node.name.lower() == "fresh":
        return exp.true()
    return exp.cast(exp.Literal.string(date(2025, 9, 30).isoformat()), "date")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.header.group)
def test_a_fact_file_is_written_in_spark_sql_without_a_warning(fact: Fact) -> None:
    tree = sqlglot.parse_one(fact.sql, dialect="duckdb").transform(without_macros)
    spark = tree.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)
    again = sqlglot.parse_one(spark, dialect="spark")
    unknown = {call.name.lower() for call in again.find_all(exp.Anonymous)}
    assert unknown <= {"make_date"}  # Spark's own; sqlglot has no node for it
    assert again.named_selects == tree.named_selects
