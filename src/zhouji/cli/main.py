"""The `zhouji` command: one sub-command a task."""

from __future__ import annotations

from collections.abc import Callable

import typer

from zhouji.cli.county import county_app
from zhouji.cli.demo import demo
from zhouji.cli.doctor import doctor
from zhouji.cli.explain import explain
from zhouji.cli.find import find
from zhouji.cli.history import history
from zhouji.cli.ingest import ingest
from zhouji.cli.leads import leads
from zhouji.cli.policies import policies_app, screen_table, simulate
from zhouji.cli.pool import init, run
from zhouji.cli.rebuild import rebuild
from zhouji.cli.rerun import rerun
from zhouji.cli.serve import serve

app = typer.Typer(
    name="zhouji",
    help="Zhouji 周济: policies look for people.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(county_app, name="county")
app.add_typer(policies_app, name="policies")
COMMANDS: dict[str, Callable[..., None]] = {
    "init": init,
    "ingest": ingest,
    "run": run,
    "find": find,
    "rerun": rerun,
    "history": history,
    "explain": explain,
    "leads": leads,
    "simulate": simulate,
    "screen-table": screen_table,
    "doctor": doctor,
    "rebuild": rebuild,
    "serve": serve,
    "demo": demo,
}
for name, command in COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Entry point of the `zhouji` command."""
    app()
