"""`zhouji screen-table`: policies over any two tables, without a pool."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from zhouji.cli.output import (
    JsonOption,
    day,
    errors,
    escape,
    fail,
    print_json,
    print_rows,
    progress_bar,
    speaks_plainly,
)
from zhouji.cli.own_parquet import refuse_unfit, write_own

if TYPE_CHECKING:
    import pyarrow as pa

    from zhouji.engine.policies import TableScreening


PoliciesOption = Annotated[
    Path, typer.Option("--policies", help="Folder with policies/, parameters/, variables.yaml.")
]
PersonsOption = Annotated[Path, typer.Option(help="Parquet: household_id, person_id, facts.")]
HouseholdsOption = Annotated[Path, typer.Option(help="Parquet: household_id, facts.")]
DayOption = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="The day whose policies count.")
]
OutOption = Annotated[Path, typer.Option(help="Parquet to write: one row a household.")]
TraceOption = Annotated[bool, typer.Option("--trace", help="A column a condition too.")]
EngineOption = Annotated[
    Literal["auto", "kernel", "duckdb", "spark", "reference"],
    typer.Option(help="Which evaluator works; all give the same."),
]
OnlyOption = Annotated[
    Path | None, typer.Option(help="Parquet with household_id: screen only these.")
]


@speaks_plainly
def screen_table(
    policies: PoliciesOption,
    persons: PersonsOption,
    households: HouseholdsOption,
    as_of: DayOption,
    out: OutOption,
    trace: TraceOption = False,
    engine: EngineOption = "auto",
    households_only: OnlyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Screen a table of persons and one of households with a folder of policies.

    NULL is unknown. Persons' policies go to OUT_persons.parquet, one row a person.

    Example: zhouji screen-table --policies examples/small --persons persons.parquet
    --households households.parquet --as-of 2024-06-30 --out result.parquet --trace
    """
    from zhouji.engine.policies.screen_table import prepare, screen_prepared
    from zhouji.engine.rules import Unit

    on = day(as_of)
    assert on is not None
    started = time.perf_counter()
    inputs = [one for one in (persons, households, households_only) if one is not None]
    for path in (out, _persons_of(out)):
        refuse_unfit(path, inputs)
    with progress_bar(not as_json) as tell:
        prepared = prepare(policies, _schema(persons), _schema(households), on)
        people = _read(persons, prepared.names(Unit.PERSON))
        homes = _read(households, prepared.names(Unit.HOUSEHOLD))
        only = _ids(households_only) if households_only else None
        tell("read", 1, 1)
        found = screen_prepared(prepared, people, homes, trace=trace, engine=engine, only=only)
        tell("screened", 1, 1)
        written = _write(found, out, inputs)
        tell("written", 1, 1)
    for fault in found.shortcomings:
        errors.print(f"[yellow]note:[/] {escape(str(fault))}", highlight=False, soft_wrap=True)
    said = _summary(found, written, time.perf_counter() - started)
    if as_json:
        print_json(said)
    else:
        rows = {one["policy"]: _line(one) for one in said["policies"]}
        print_rows(f"Screened {said['households']:,} households", rows)


def _persons_of(out: Path) -> Path:
    return out.with_name(f"{out.stem}_persons.parquet")


def _write(found: TableScreening, out: Path, inputs: list[Path]) -> list[Path]:
    """Write the results, each file whole or not at all."""
    tables = {out: found.households}
    if found.persons is not None:
        tables[_persons_of(out)] = found.persons
    for path, table in tables.items():
        write_own(path, table, "screen-table", inputs)
    return list(tables)


def _ids(path: Path) -> pa.Array:
    from zhouji.engine.policies.columns import UnfitError, id_column

    table = _read(path, ["household_id"])
    if "household_id" not in table.column_names:
        fail(f"{path} has no column household_id; add it, one whole number a row")
    try:
        return id_column("household_id", table.column("household_id"))
    except UnfitError as error:
        fail(f"{path}: {error.what}. Mend: {error.mend}")


def _schema(path: Path) -> pa.Schema:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (OSError, ValueError, pa.ArrowException) as error:
        _unreadable(path, error)
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twice:
        fail(f"{path} has columns twice: {', '.join(twice)}; keep one of each")
    return schema


def _read(path: Path, names: list[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    there = [name for name in _schema(path).names if name in names]
    try:
        with pq.ParquetFile(path, memory_map=True) as file:
            return file.read(columns=there)
    except (OSError, ValueError, pa.ArrowException) as error:
        _unreadable(path, error)


def _unreadable(path: Path, error: Exception) -> NoReturn:
    said = (str(error).splitlines() or [type(error).__name__])[0]
    fail(f"{path} cannot be read as Parquet: {said}")


def _summary(found: TableScreening, written: list[Path], seconds: float) -> dict[str, Any]:
    screening = found.screening
    return {
        "as_of": screening.day.isoformat(),
        "households": len(screening.household_ids),
        "persons": len(screening.person_ids),
        "seconds": round(seconds, 3),
        "written": [str(path) for path in written],
        "policies": [
            {
                "policy": code,
                "unit": str(result.unit),
                "eligible": int(result.eligible.sum()),
                "unknown": int((~result.is_known("eligible")).sum()),
            }
            for code, result in sorted(screening.results.items())
        ],
    }


def _line(one: dict[str, Any]) -> str:
    return f"{one['eligible']:,} {one['unit']}s eligible, {one['unknown']:,} unknown"
