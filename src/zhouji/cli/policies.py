"""`zhouji policies check`, `explain`, `simulate` and `screen-table`: policies for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhouji.cli.output import (
    AsOfOption,
    DataOption,
    JsonOption,
    errors,
    escape,
    print_json,
    print_rows,
    progress_bar,
    speaks_plainly,
)

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
def explain(data: DataOption, as_json: JsonOption = False) -> None:
    """Say why a household gets something or not."""
    raise typer.Exit(2)


@speaks_plainly
def simulate(data: DataOption, as_json: JsonOption = False) -> None:
    """Say who would gain and lose under other figures."""
    raise typer.Exit(2)


@speaks_plainly
def screen_table(as_json: JsonOption = False, as_of: AsOfOption = None) -> None:
    """Screen two tables."""
    raise typer.Exit(2)
