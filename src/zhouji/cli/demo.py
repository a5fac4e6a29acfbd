"""`zhouji demo`: the made-up county from raw files to leads in the browser, in one command."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from zhouji.cli.output import (
    JsonOption,
    PortOption,
    console,
    errors,
    print_json,
    progress_bar,
    speaks_plainly,
)
from zhouji.cli.pool import print_report
from zhouji.pipeline.report import RunReport

SEED = 20210101


@speaks_plainly
def demo(
    people: Annotated[int, typer.Option(help="Registered people of the made-up county.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Same seed, same county.")] = SEED,
    folder: Annotated[Path, typer.Option(help="Where the demo lies.")] = Path("var/demo"),
    content: Annotated[Path, typer.Option("--content", help="The county's content folder.")] = Path(
        "counties/pinghu"
    ),
    port: PortOption = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the run.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build a made-up county, take its files in, find its leads and serve them.

    A demo that is already there with the same size, seed and content is served as it is; another
    one is built in its place, unless somebody uses it or put something of their own into it.

    Example: zhouji demo --people 20000
    """
    from zhouji.demo.whole import whole_demo
    from zhouji.web import refuse_taken_port, serve

    if not no_serve:
        refuse_taken_port(port)
    with ExitStack() as stack:
        with progress_bar(not as_json) as progress:
            made = whole_demo(folder, people=people, seed=seed, content=content, progress=progress)
            data, report, logins = stack.enter_context(made)
        if as_json:
            print_json(report)
        else:
            print_report(RunReport(**report))
            _print_logins(logins)
        if no_serve:
            return
        errors.print(f"Zhouji at http://127.0.0.1:{port} (Ctrl-C stops)", highlight=False)
        serve(data, port)


def _print_logins(logins: list[dict[str, str]]) -> None:
    console.print("Log in with (made-up people, made-up data):")
    for login in logins:
        console.print(
            f"  {login['username']:<12} {login['password']:<16} {login['role']}", highlight=False
        )
