"""`zhouji policies check` and `simulate`: policies for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zhouji.cli.output import (
    AsOfOption,
    DataOption,
    JsonOption,
    day,
    errors,
    escape,
    fail,
    open_pool,
    print_json,
    print_rows,
    print_table,
    progress_bar,
    speaks_plainly,
)
from zhouji.cli.own_parquet import refuse_unfit, write_own
from zhouji.cli.screen_table import screen_table

__all__ = ["policies_app", "screen_table", "simulate"]

policies_app = typer.Typer(help="Policies as code: look after their content.", no_args_is_help=True)


@policies_app.callback()
def policies() -> None:
    """Policies as code: look after their content."""


@policies_app.command("check")
@speaks_plainly
def check(
    folder: Annotated[
        Path, typer.Argument(help="The content folder: policies/, parameters/, variables.yaml.")
    ] = Path("counties/pinghu"),
    as_json: JsonOption = False,
) -> None:
    """Find every fault of a content folder, then run every case by two evaluators.

    Example: zhouji policies check counties/pinghu --json
    """
    from zhouji.engine.policies.checking import check as check_content

    with progress_bar(not as_json) as tell:
        report = check_content(folder, progress=tell)
    for failure in report.failures:
        errors.print(escape(str(failure)), highlight=False, soft_wrap=True)
    if as_json:
        print_json(report.as_json())
    else:
        rows = {name: value for name, value in report.as_json().items() if name != "failures"}
        print_rows(f"Policies of {folder}", rows)
    if report.failed:
        raise typer.Exit(1)


@speaks_plainly
def simulate(
    data: DataOption,
    changes: Annotated[
        list[str], typer.Option("--set", metavar="PARAM=VALUE", help="A changed figure; repeat.")
    ],
    policy: Annotated[str | None, typer.Option(help="Only this policy.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write who gains and loses to this Parquet file.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who would gain, who would lose and what it would cost under other figures.

    Example: zhouji simulate --data var/pinghu --set dibao_std_month=1200 --policy A1-01
    """
    from zhouji.engine.generation import Generation
    from zhouji.engine.policies import load_policies
    from zhouji.engine.policies import simulate as work_out
    from zhouji.engine.policies.asked import with_asked
    from zhouji.engine.rules import Unit
    from zhouji.pipeline.leads import places as names_of_places

    if out is not None:
        refuse_unfit(out)
    pool = open_pool(data)
    published, book = Generation.open(pool), load_policies(pool.content)
    on = day(as_of) or published.day
    if on != published.day:
        fail(f"the published facts are those of {published.day}; run the pool for {on} first")
    persons = with_asked(book, published.facts[Unit.PERSON].whole(), Unit.PERSON)
    places, _ = names_of_places(pool)
    households = with_asked(book, published.households_with_township(places), Unit.HOUSEHOLD)
    found = work_out(book, persons, households, on, _named(changes), policy=policy)
    if out is not None:
        write_own(out, found.changed_units(), "simulate")
    if as_json:
        print_json(found.as_json())
    else:
        _print_simulation(found.as_json())


def _named(changes: list[str]) -> dict[str, str]:
    named = {}
    for change in changes:
        name, sign, value = change.rpartition("=")
        if not sign or not name.strip():
            fail(f"'{change}' is no change; write --set dibao_std_month=1200")
        named[name.strip()] = value.strip()
    return named


def _print_simulation(said: dict[str, Any]) -> None:
    for title, key, name in (("policy", "policies", "code"), ("township", "townships", "township")):
        figures = ("gain", "lose", "yuan a month before", "after", "change")
        shown = said[key] if key == "townships" else [p for p in said[key] if _differs(p)]
        rows = [
            (
                row[name],
                f"{row['gains']:,}",
                f"{row['loses']:,}",
                *(row[cost] for cost in ("cost_before", "cost_after", "cost_change")),
            )
            for row in [*shown, {**said, name: "all"}]
        ]
        print_table(None, (title, *figures), rows, whole={title}, right=figures)


def _differs(row: dict[str, Any]) -> bool:
    return bool(row["gains"] or row["loses"] or row["unknown_before"] != row["unknown_after"])
