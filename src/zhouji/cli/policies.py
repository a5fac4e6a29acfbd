"""`zhouji policies check`, `explain` and `simulate`: policies for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from zhouji.cli.output import (
    AsOfOption,
    DataOption,
    JsonOption,
    console,
    day,
    errors,
    escape,
    fail,
    open_pool,
    print_json,
    print_rows,
    progress_bar,
    speaks_plainly,
)
from zhouji.cli.own_parquet import refuse_unfit, write_own
from zhouji.cli.screen_table import screen_table

if TYPE_CHECKING:
    pass

__all__ = ["explain", "policies_app", "screen_table", "simulate"]

policies_app = typer.Typer(help="Policies as code: look after their content.", no_args_is_help=True)
LARGEST = 2**63 - 1
PersonOption = Annotated[
    int | None, typer.Option(max=LARGEST, help="A person's id: that person only.")
]
SIGNS = {True: "[green]yes[/]", False: "[red]no[/]", None: "[yellow]unknown[/]"}


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
def explain(
    data: DataOption,
    household: Annotated[int | None, typer.Option(max=LARGEST, help="The household's id.")] = None,
    person: Annotated[
        int | None, typer.Option(max=LARGEST, help="A person's id: that person only.")
    ] = None,
    policy: Annotated[str | None, typer.Option(help="Only this policy, as A1-01.")] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a household or person gets something or not: each condition, fact and source.

    Example: zhouji explain --data var/pinghu --household 1234 --policy A1-01 --json
    """
    from zhouji.engine.generation import newest_deliveries
    from zhouji.engine.policies import explain_household
    from zhouji.pipeline.asof import household_of_person, household_rows, seen_now, seen_on
    from zhouji.pipeline.rows_behind import add_rows

    if (household is None) == (person is None):
        fail("give either --household ID or --person ID")
    pool = open_pool(data)
    on = day(as_of)
    seen = seen_on(pool, on) if on else seen_now(pool)
    number = household_of_person(seen, person) if person is not None else household
    assert number is not None
    home, members = household_rows(seen, number)
    deliveries = newest_deliveries(seen.pool, seen.day)
    told = explain_household(
        seen.content.policies, home, members, seen.day, policy=policy, deliveries=deliveries
    )
    add_rows([told], seen)
    if person is not None:
        told = _of_person(told, person)
    if as_json:
        print_json(told)
    else:
        _print_explanation(told)


def _of_person(told: dict[str, Any], person: int) -> dict[str, Any]:
    """What concerns one person: the person's own policies."""
    own = [one for one in told["policies"] if one["subject_id"] == person]
    own = [one for one in own if one["unit"] == "person"]
    return {**told, "unit": "person", "unit_id": person, "policies": own}


def _print_explanation(told: dict[str, Any]) -> None:
    console.print(f"{told['unit']} {told['unit_id']} as of {told['as_of']}", highlight=False)
    for one in told["policies"]:
        amount = f", {one['amount']} {one['amount_unit']}" if one["amount"] else ""
        table = Table(
            title=f"{one['code']} {one['names']['zh']} ({one['names']['en']}), "
            f"{one['unit']} {one['subject_id']}: {SIGNS[one['eligible']]}{amount}",
            title_justify="left",
        )
        for heading in ("", "condition", "holds", "facts"):
            table.add_column(heading)
        for condition in one["conditions"]:
            facts = "; ".join(
                f"{fact['name']} {'?' if fact['value'] is None else fact['value']}"
                + (f" ({fact['source']})" if fact["source"] else "")
                for fact in condition["facts"]
            )
            said = f"{condition['zh']} / {condition['en']}"
            table.add_row(condition["id"], escape(said), SIGNS[condition["result"]], escape(facts))
        console.print(table)


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
    from zhouji.engine.policies.asked_facts import with_asked
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
        table = Table(title_justify="left")
        for heading in (title, "gain", "lose", "yuan a month before", "after", "change"):
            table.add_column(heading, justify="left" if heading == title else "right")
        shown = said[key] if key == "townships" else [p for p in said[key] if _differs(p)]
        for row in [*shown, {**said, name: "all"}]:
            figures = [f"{row['gains']:,}", f"{row['loses']:,}"]
            money = [row["cost_before"], row["cost_after"], row["cost_change"]]
            table.add_row(escape(str(row[name])), *figures, *money)
        console.print(table)


def _differs(row: dict[str, Any]) -> bool:
    return bool(row["gains"] or row["loses"] or row["unknown_before"] != row["unknown_after"])
