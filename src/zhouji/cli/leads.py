"""`zhouji leads`: the leads with their reasons."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zhouji.cli.output import (
    DataOption,
    JsonOption,
    console,
    open_pool,
    print_json,
    print_table,
    speaks_plainly,
)


@speaks_plainly
def leads(
    data: DataOption,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=0, help="Rows shown to people; JSON has all.")] = 30,
) -> None:
    """List the leads: household, township, policies, amount, what is missing, why.

    Example: zhouji leads --data var/pinghu --json
    """
    from zhouji.web import configure

    configure(open_pool(data).root)
    from zhouji.office.accounts.actor import Actor
    from zhouji.office.leads.queries import as_json as leads_as_json

    rows = leads_as_json(by=Actor.system("command"))
    if as_json:
        print_json(rows)
        return
    headings = ("household", "township", "policies", "yuan", "missing", "months", "status")
    shown = [
        (
            row["household_id"],
            row["township"],
            " ".join(row["policies"]),
            _yuan(row),
            " ".join(row["missing"]),
            _or_unknown(row["months_missed"]),
            row["status"],
        )
        for row in rows[:limit]
    ]
    print_table(
        f"{len(rows):,} leads", headings, shown, whole={"household"}, right={"yuan", "months"}
    )
    if len(rows) > limit:
        console.print(f"{len(rows) - limit:,} more; --limit N shows more, --json all")


def _yuan(row: dict[str, Any]) -> str:
    """A year's money, or the least it can be."""
    return f"{'≥ ' if row['amount_is_least'] else ''}{_or_unknown(row['amount'])}"


def _or_unknown(figure: float | None) -> str:
    return "unknown" if figure is None else str(figure)
