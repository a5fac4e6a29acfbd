"""Checks by DESCRIBE on empty views that a fact's SQL gives the declared fields and types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Self

import duckdb

from zhouji.base.errors import Fault
from zhouji.engine.facts.models import Fact
from zhouji.engine.facts.sql_views import BASE_COLUMNS, make_macros
from zhouji.pool.catalogue import Catalogue, Dataset
from zhouji.pool.deliveries import Knowledge
from zhouji.pool.store.schema import sql_columns

SHAPES: dict[str, tuple[str, ...]] = {
    "bool": ("BOOLEAN",),
    "int": ("BIGINT", "INTEGER"),
    "money": ("BIGINT", "INTEGER"),
    "ratio": ("DECIMAL(18,6)",),
    "date": ("DATE",),
    "code": ("VARCHAR",),
}
A_DAY = date(2000, 1, 1)
ORIGIN_TYPES = {"source": "code", "valid_from": "date", "next_change": "date"}


class EmptyViews:
    """A DuckDB of its own in which every dataset that is asked for is an empty table."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._made: set[str] = set()

    @cached_property
    def _con(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        con.execute("SET enable_external_access = false")
        make_macros(con, Knowledge(A_DAY))
        for name, columns in BASE_COLUMNS.items():
            _empty(con, name, columns)
        return con

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *told: object) -> None:
        if "_con" in self.__dict__:
            self._con.close()

    def describe(self, fact: Fact) -> dict[str, str]:
        """Columns and DuckDB types of a fact's SELECT; it reads no more than it declares."""
        for name in fact.header.reads:
            if name in self.catalogue.datasets and name not in self._made:
                _empty(self._con, name, view_types(self.catalogue.datasets[name]))
                self._made.add(name)
        rows = self._con.execute(f"DESCRIBE {fact.sql}").fetchall()
        return {str(row[0]): str(row[1]) for row in rows}


def check_shape(fact: Fact, views: EmptyViews) -> list[Fault]:
    """Fields declared but not selected, selected but not declared, or of another type.

    `check_sql` must have passed: the views hold what other facts declared too.
    """
    try:
        given = views.describe(fact)
    except duckdb.Error as wrong:
        what = str(wrong).strip().splitlines()[0]
        return [Fault(fact.file, f"DuckDB does not take it: {what}", "correct the SELECT")]
    wanted: Mapping[str, str] = {
        **{name: field.type for name, field in fact.header.fields.items()},
        **ORIGIN_TYPES,
    }
    faults = []
    for name, kind in wanted.items():
        if name not in given:
            faults.append(Fault(fact.file, f"{name} is not selected", f"SELECT … AS {name}"))
        elif given[name] not in SHAPES[kind]:
            what = f"{name} is {given[name]}, declared as {kind}"
            faults.append(Fault(fact.file, what, f"CAST(… AS {SHAPES[kind][0]})"))
    for name in given:
        if name not in wanted and name != fact.key:
            what = f"{name} is selected but not declared"
            faults.append(Fault(fact.file, what, "declare it in the header's fields"))
    if fact.key not in given:
        faults.append(Fault(fact.file, f"{fact.key} is not selected", f"SELECT {fact.key}, …"))
    return faults


def view_types(dataset: Dataset) -> dict[str, str]:
    """Columns of a dataset's view: neither the ID number nor the name, but whose row it is."""
    hidden = {field.name for field in dataset.fields if field.type in ("id", "name")}
    hidden |= {"pair", "row", "sheet"}
    kept = {name: kind for name, kind in sql_columns(dataset).items() if name not in hidden}
    return {**kept, "person_id": "BIGINT", "household_id": "BIGINT"}


def _empty(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str]) -> None:
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    con.execute(f'CREATE TABLE "{name}" ({listed})')
