"""`zhouji history`: what changed for a household from run to run, and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zhouji.cli.output import (
    DataOption,
    JsonOption,
    console,
    escape,
    open_pool,
    print_json,
    speaks_plainly,
)

WORDS = {True: "yes", False: "no", None: "unknown"}


@speaks_plainly
def history(
    data: DataOption,
    household: Annotated[int, typer.Option(help="The household's id.")],
    as_json: JsonOption = False,
) -> None:
    """List what changed for a household from run to run, and why, with old and new explanation.

    Why is: new records (dataset and batch), days that passed (facts that were due, sources that
    grew stale, rules and figures by date), changed content (which policies and figures), changed
    linking. The reading is recorded. docs/history.md describes the JSON.

    Example: zhouji history --data var/pinghu --household 1234 --json
    """
    from zhouji.web import configure

    pool = open_pool(data)
    configure(pool.root)
    from zhouji.office.accounts.actor import Actor
    from zhouji.pipeline.history import history as changes_of

    told = changes_of(by=Actor.system("command"), pool=pool, household_id=household)
    if as_json:
        print_json(told)
        return
    for entry in told:
        console.print(f"generation {entry['generation']}, as of {entry['as_of']}", highlight=False)
        for reason in entry["why"]:
            console.print(f"  because: {escape(_reason(reason))}", highlight=False)
        for policy in entry["policies"]:
            console.print(f"  {escape(_policy(policy))}", highlight=False)


def _reason(reason: dict[str, Any]) -> str:
    """One reason in a line: its kind, and whatever it names."""
    named = [f"{key} {_plain(value)}" for key, value in reason.items() if key != "kind" and value]
    return f"{reason['kind']}: {', '.join(named)}"


def _plain(value: Any) -> str:
    """A value, the items of a list, the name or row of a thing."""
    if isinstance(value, list):
        return " ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return str(value.get("name", f"row {value.get('row')}"))
    return str(value)


def _policy(policy: dict[str, Any]) -> str:
    """A policy's result before and now, with the conditions that turned."""
    was, now = (_standing(policy[when]) for when in ("was", "now"))
    turned = [
        f"{one['id']} {WORDS[one['was']]} → {WORDS[one['now']]}"
        for one in policy["conditions"]
        if one["was"] != one["now"]
    ]
    told = f"; {', '.join(turned)}" if turned else ""
    return (
        f"{policy['code']} {policy['names']['zh']} of {policy['subject_id']}: {was} → {now}{told}"
    )


def _standing(standing: dict[str, Any] | None) -> str:
    if standing is None:
        return "not there"
    amount = f" {standing['amount']}" if standing["amount"] else ""
    received = ", received" if standing["received"] else ""
    return f"{WORDS[standing['eligible']]}{amount}{received}"
