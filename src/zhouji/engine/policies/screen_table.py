"""Screens two tables handed in: checks them whole, then answers a row a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.base.errors import Fault
from zhouji.engine.policies.book import PolicyBook, examine
from zhouji.engine.policies.columns import UnfitError, held, id_column, type_of
from zhouji.engine.policies.errors import ContentRefusedError, TableFaultsError
from zhouji.engine.policies.reading import read_content
from zhouji.engine.policies.results import Screening, ids_of, places_of
from zhouji.engine.policies.screening import screen
from zhouji.engine.policies.vocabulary import Facts, facts_of
from zhouji.engine.policies.wide import wide
from zhouji.engine.rules import Type, Unit, names_in
from zhouji.engine.rules.evaluate import Engine

IDS_OF = {Unit.PERSON: ("household_id", "person_id"), Unit.HOUSEHOLD: ("household_id",)}
TABLE = {Unit.PERSON: "persons", Unit.HOUSEHOLD: "households"}


@dataclass(frozen=True, eq=False)
class Prepared:
    """Policies that fit two tables: the columns they read, each with its type."""

    book: PolicyBook
    as_of: date
    columns: Mapping[Unit, Mapping[str, Type]]
    shortcomings: list[Fault]

    def names(self, unit: Unit) -> list[str]:
        """The columns to read from one of the tables, ids first."""
        return [*IDS_OF[unit], *self.columns[unit]]


@dataclass(frozen=True, eq=False)
class TableScreening:
    """Wide results: one row a household, one row a person (None without a person's policy)."""

    households: pa.Table
    persons: pa.Table | None
    screening: Screening
    shortcomings: list[Fault]


def screen_table(
    policies_dir: Path,
    persons: pa.Table,
    households: pa.Table,
    as_of: date,
    *,
    trace: bool = False,
    engine: Engine = "auto",
    only: pa.Array | None = None,
) -> TableScreening:
    """Screen two Arrow tables with the policies of a folder.

    Args:
        policies_dir: `policies/*.yaml`, `parameters/*.yaml`, `variables.yaml` if any.
        persons: household_id, person_id (else the row's number from 1) and the facts read.
        households: household_id and the facts read; null is unknown everywhere.
        as_of: the day whose policies and parameters count.
        trace: a column a condition too.
        engine: which evaluator works; all give the same.
        only: ids of the only households to screen.

    Raises:
        ContentRefusedError: the policies have faults.
        TableFaultsError: columns are missing or of a doubtful type, ids do not meet.
        EvaluationRefused: a value overflows 64 bits.
    """
    prepared = prepare(policies_dir, persons.schema, households.schema, as_of)
    return screen_prepared(prepared, persons, households, trace=trace, engine=engine, only=only)


def screen_prepared(
    prepared: Prepared,
    persons: pa.Table,
    households: pa.Table,
    *,
    trace: bool = False,
    engine: Engine = "auto",
    only: pa.Array | None = None,
) -> TableScreening:
    """Screen two tables that policies were prepared for; they may hold only the columns read.

    Raises:
        TableFaultsError: figures that do not fit their type, ids that do not meet.
        EvaluationRefused: a value overflows 64 bits.
    """
    homes = ready(prepared, Unit.HOUSEHOLD, households)
    people = ready(prepared, Unit.PERSON, persons)
    _check_ids(people, homes)
    if only is not None:
        homes, people = _only(homes, people, only)
    screening = screen(prepared.book, people, homes, prepared.as_of, engine)
    has_persons = bool(screening.of(Unit.PERSON))
    return TableScreening(
        households=wide(screening, Unit.HOUSEHOLD, trace=trace),
        persons=wide(screening, Unit.PERSON, trace=trace) if has_persons else None,
        screening=screening,
        shortcomings=prepared.shortcomings,
    )


def prepare(policies_dir: Path, persons: pa.Schema, households: pa.Schema, as_of: date) -> Prepared:
    """Check policies against the tables' columns; tells which columns have to be read.

    Raises:
        ContentRefusedError: the policies have faults; a column that is not there is one.
        TableFaultsError: a column that is read is missing or of a doubtful type.
    """
    schemas = {Unit.PERSON: persons, Unit.HOUSEHOLD: households}
    columns, unfit = _typed(policies_dir, schemas)
    examined = examine(policies_dir, facts=columns, today=as_of)
    places = _places(examined.book, as_of)
    doubtful = [
        Fault(where, f"{TABLE[unit]}: {error.what}", error.mend)
        for (unit, name), error in unfit.items()
        for where in places.get(name, [])
    ]
    if told := _without(examined.faults, unfit):
        raise ContentRefusedError([*doubtful, *told])
    if doubtful:
        raise TableFaultsError(doubtful)
    if not examined.book.versions_on(as_of):
        where = str(policies_dir / "policies")
        what = f"no policy is in force on {as_of}"
        raise ContentRefusedError([Fault(where, what, "ask for a day on which one is")])
    program = examined.book.in_force(as_of).program
    needed = {Unit.PERSON: dict(program.persons), Unit.HOUSEHOLD: dict(program.households)}
    if missing := list(_missing(needed, schemas, places)):
        raise TableFaultsError(missing)
    return Prepared(examined.book, as_of, needed, examined.shortcomings)


def _typed(
    policies_dir: Path, schemas: Mapping[Unit, pa.Schema]
) -> tuple[Facts, dict[tuple[Unit, str], UnfitError]]:
    """The tables' columns as facts, and those whose type does not say what they are."""
    declared = facts_of(read_content(policies_dir))
    columns, unfit = Facts(), {}
    for unit, schema in schemas.items():
        for field in schema:
            if field.name in IDS_OF[Unit.PERSON]:
                continue
            try:
                columns.of(unit)[field.name] = type_of(field, declared.of(unit).get(field.name))
            except UnfitError as error:
                unfit[unit, field.name] = error
    return columns, unfit


def _without(faults: list[Fault], unfit: Mapping[tuple[Unit, str], UnfitError]) -> list[Fault]:
    """The faults but for those that only say that a doubtful column is no name."""
    told = {f"no name {name!r}" for _, name in unfit}
    return [fault for fault in faults if fault.what not in told]


def _missing(
    needed: Mapping[Unit, Mapping[str, Type]],
    schemas: Mapping[Unit, pa.Schema],
    places: Mapping[str, list[str]],
) -> Iterator[Fault]:
    for unit, types in needed.items():
        for name, kind in types.items():
            if name not in schemas[unit].names:
                mend = f"add a column {name} ({kind}) to {TABLE[unit]}"
                for where in places.get(name, [TABLE[unit]]):
                    yield Fault(where, f"{TABLE[unit]} has no column {name}", mend)


def _places(book: PolicyBook, day: date) -> dict[str, list[str]]:
    """Where each name is read, by policies of the day and by variables."""
    expressions = [expr for one in book.versions_on(day) for expr in one.expressions]
    expressions += [variable.expr for variable in book.variables]
    places: dict[str, list[str]] = {}
    for expr in expressions:
        for name in names_in(expr):
            places.setdefault(name, []).append(expr.place.where)
    return places


def ready(prepared: Prepared, unit: Unit, table: pa.Table) -> pa.Table:
    """The columns that are read, as evaluators take them."""
    types = prepared.columns[unit]
    faults: list[Fault] = []
    columns: dict[str, pa.Array] = {}
    for name in prepared.names(unit):
        try:
            columns[name] = _column(table, name, types.get(name))
        except UnfitError as error:
            faults.append(Fault(f"{TABLE[unit]} {name}", error.what, error.mend))
    if faults:
        raise TableFaultsError(faults)
    return pa.table(columns)


def _column(table: pa.Table, name: str, kind: Type | None) -> pa.Array:
    if name == "person_id" and name not in table.column_names:
        return pa.array(np.arange(1, len(table) + 1, dtype=np.int64))
    if name not in table.column_names:
        raise UnfitError(f"no column {name}", "add it, one whole number a row")
    if kind is None:
        return id_column(name, table.column(name))
    return held(name, table.column(name), table.schema.field(name), kind)


def _check_ids(people: pa.Table, homes: pa.Table) -> None:
    """Every household once, every person in one of them."""
    faults = _twice(homes, "households", "household_id") + _twice(people, "persons", "person_id")
    if faults:
        raise TableFaultsError(faults)
    places_of(ids_of(people, "household_id"), ids_of(homes, "household_id"))


def _twice(table: pa.Table, where: str, name: str) -> list[Fault]:
    ids = np.sort(ids_of(table, name))
    repeated = np.unique(ids[1:][ids[1:] == ids[:-1]])
    if not len(repeated):
        return []
    examples = ", ".join(str(one) for one in repeated[:5])
    what = f"{len(repeated)} ids stand more than once: {examples}"
    return [Fault(f"{where} {name}", what, "keep one row each")]


def _only(homes: pa.Table, people: pa.Table, only: pa.Array) -> tuple[pa.Table, pa.Table]:
    strays = np.setdiff1d(np.asarray(only), ids_of(homes, "household_id"))
    if len(strays):
        examples = ", ".join(str(one) for one in strays[:5])
        what = f"{len(strays)} asked households are not in the table: {examples}"
        raise TableFaultsError([Fault("households-only", what, "ask for households it holds")])
    wanted = pa.array(np.unique(np.asarray(only)))
    homes = homes.filter(pc.is_in(homes.column("household_id"), wanted))
    return homes, people.filter(pc.is_in(people.column("household_id"), wanted))
