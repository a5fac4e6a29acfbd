"""`zhouji find`: from a name or number on a paper to household and person numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

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

MOST = 50
WORDS = {
    "household_id": "household number",
    "person_id": "person number",
    "hukou_no": "户号",
    "id_number": "ID number",
    "masked_id_number": "masked ID number",
    "name": "name",
    "masked_name": "masked name",
    "part_of_name": "part of the name",
}


@speaks_plainly
def find(
    data: DataOption,
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="NAME|NUMBER|户号",
            help="A name or a part of it, an ID number (18, 15, masked), a 户号, a number.",
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, help="More rows than these are refused.")] = MOST,
    as_json: JsonOption = False,
) -> None:
    """Tell the household and person numbers of somebody, for explain and the pages.

    Names and ID numbers are shown masked; the search is recorded in the audit trail. Ends with
    exit status 2 where nobody or too many are found.

    Example: zhouji find --data var/pinghu 33048210322300001
    """
    from zhouji.web import configure, migrate

    pool = open_pool(data)
    configure(pool.root)
    migrate()
    from zhouji.office.accounts.actor import Actor
    from zhouji.office.households.queries import find_households

    by = Actor.system("command")
    found = find_households(by=by, pool=pool, wanted=wanted, most=limit, page="zhouji find")
    if as_json:
        print_json([asdict(one) for one in found])
        return
    headings = ("household", "person", "name", "ID number", "relation", "village", "found by")
    rows = [
        (
            one.household_id or "–",
            one.person_id or "–",
            one.name,
            one.id_number,
            one.relation,
            f"{one.township} {one.village}",
            WORDS[one.matched],
        )
        for one in found
    ]
    whole = {"household", "person", "name", "ID number"}
    print_table(f"{len(found)} found", headings, rows, whole=whole)
    console.print("Next: zhouji explain --household NUMBER", highlight=False)
