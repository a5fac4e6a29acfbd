"""`zhouji county`: make up a county, and compare what the product found with what is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from zhouji.cli.output import (
    DataOption,
    JsonOption,
    console,
    fail,
    print_json,
    print_rows,
    print_table,
    progress_bar,
    speaks_plainly,
)

SHOWN = 30
MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")
county_app = typer.Typer(help="The made-up county: make it, compare with its truth.")

ContentOption = Annotated[
    Path | None, typer.Option("--content", help="The county's content; default: counties/pinghu.")
]


@county_app.command("make")
@speaks_plainly
def make(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where raw/ and truth/ go.")],
    people: Annotated[int, typer.Option(help="Registered people.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    months: Annotated[int, typer.Option(min=1, max=24, help="Deliveries, one a month.")] = 1,
    start: Annotated[str, typer.Option(help="Month of the first delivery.")] = "2025-09",
    content: ContentOption = None,
    no_truth: Annotated[bool, typer.Option("--no-truth", help="Write the files only.")] = False,
    no_leads: Annotated[bool, typer.Option("--no-leads", help="No findings in the truth.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make up a county: raw files as departments hand them in, faults and all, and the truth.

    Example: zhouji county make var/county --people 20000 --months 2
    """
    from zhouji.demo import make_county

    if not MONTH.fullmatch(start):
        fail(f"--start '{start}' is no month; write it as 2025-09")
    with progress_bar(not as_json) as progress:
        said = make_county(
            folder,
            people=people,
            seed=seed,
            months=months,
            start=start,
            content=content,
            truth=not no_truth,
            leads=not no_leads,
            progress=progress,
        )
    if as_json:
        print_json(said)
        return
    print_rows(f"County in {folder}", _figures(said))


def _figures(said: dict[str, Any]) -> dict[str, Any]:
    rows = {"people": said["people"], "households": said["households"]}
    for delivery in said["deliveries"]:
        period = delivery["period"]
        rows[f"{period} files"] = delivery["files"]
        rows[f"{period} rows"] = delivery["rows"]
        rows[f"{period} faults"] = sum(delivery["faults"].values())
        rows[f"{period} faults that can change a result"] = delivery["harmful"]
    return {**rows, "seconds": said["seconds"]}


@county_app.command("compare")
@speaks_plainly
def compare(
    data: DataOption,
    truth: Annotated[Path, typer.Option("--truth", help="The county's truth folder.")],
    period: Annotated[str | None, typer.Option(help="Default: the newest taken in.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare what the product found with what is true; exit status 1 if it is not good enough.

    Example: zhouji county compare --data var/pinghu --truth var/county/truth
    """
    from zhouji.demo.comparing import compare as hold_against

    found = hold_against(data, truth, period)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found.figures, found.differences, found.holds)
    if not found.holds:
        raise typer.Exit(1)


def _print(figures: dict[str, Any], differences: list[dict[str, Any]], holds: bool) -> None:
    seen = figures["faults_seen_as"]
    plain = {name: value for name, value in figures.items() if name != "faults_seen_as"}
    print_rows(f"Found against true, {figures['period']}", plain)
    states = sorted({state for counts in seen.values() for state in counts})
    counted = [
        (kind, *(f"{counts.get(state, 0):,}" for state in states)) for kind, counts in seen.items()
    ]
    title = "Planted faults by what the pool saw in them"
    print_table(title, ("fault", *states), counted, whole={"fault"}, right=states)
    for row in differences[:SHOWN]:
        why = row["faults"][0] if row["faults"] else None
        place = f"{why['file']} row {why['row']} {why['kind']}" if why else "UNEXPLAINED"
        seen_as = f" ({why['seen_as']})" if why else ""
        console.print(
            f"{row['what']} {row['policy']} in {row['hukou_no']}: {place}{seen_as}",
            highlight=False,
            soft_wrap=True,
        )
    if len(differences) > SHOWN:
        console.print(f"{len(differences) - SHOWN:,} more; --json lists them")
    console.print("[green]good enough[/]" if holds else "[red]not good enough[/]")
