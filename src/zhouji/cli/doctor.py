"""`zhouji doctor`: is the pool whole?"""

from __future__ import annotations

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


@speaks_plainly
def doctor(data: DataOption, as_json: JsonOption = False) -> None:
    """Check receipts, digests, tables, the published generation, the last run, leads and the audit.

    Ends with exit status 1 when something is wrong.

    Example: zhouji doctor --data var/pinghu
    """
    from zhouji.pipeline.doctor import examine
    from zhouji.web import configure

    pool = open_pool(data)
    configure(pool.root)
    checks = examine(pool)
    wrong = [check for check in checks if check.faults]
    if as_json:
        print_json(
            {
                "clean": not wrong,
                "checks": [
                    {"name": c.name, "looked_at": c.looked_at, "faults": c.faults} for c in checks
                ],
            }
        )
    else:
        for check in checks:
            mark = "[red]✗[/]" if check.faults else "[green]✓[/]"
            console.print(f"{mark} {escape(check.name)} ({check.looked_at:,} looked at)")
            for fault in check.faults:
                console.print(f"    {escape(fault)}", highlight=False)
        console.print("clean" if not wrong else f"{len(wrong)} of {len(checks)} checks failed")
    if wrong:
        raise typer.Exit(1)
