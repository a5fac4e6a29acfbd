"""One place says how a kind is held; all others take it from there."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from zhouji.base.arrow import ARROW, sql_type


@pytest.mark.parametrize("kind", ARROW)
def test_a_columns_name_in_sql_gives_the_very_type_that_is_held(kind: str) -> None:
    null = f"SELECT CAST(NULL AS {sql_type(ARROW[kind])}) AS one"
    assert duckdb.sql(null).to_arrow_table().schema == pa.schema([("one", ARROW[kind])])
