"""`zhouji demo`: the made-up county from raw files to leads in the browser, in one command."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zhouji.cli.output import (
    JsonOption,
    console,
    errors,
    print_json,
    progress_bar,
    speaks_plainly,
)
from zhouji.cli.pool import print_report
from zhouji.engine.base.pool import Pool
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
    port: Annotated[int, typer.Option(help="The port to listen on, at 127.0.0.1.")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the run.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build a made-up county, take its files in, find its leads and serve them.

    A demo that is already there with the same size, seed and content is served as it is.

    Example: zhouji demo --people 20000
    """
    report, logins = _county_with_leads(folder, content, people, seed, as_json)
    if as_json:
        print_json(report)
    else:
        print_report(RunReport(**{k: v for k, v in report.items() if k != "logins"}))
        _print_logins(logins)
    if no_serve:
        return
    from zhouji.web import serve

    errors.print(f"Zhouji at http://127.0.0.1:{port} (Ctrl-C stops)", highlight=False)
    serve(folder.resolve() / "data", port)


def _county_with_leads(
    folder: Path, content: Path, people: int, seed: int, quiet: bool
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The finished demo's run report and log-ins; built unless it is already there."""
    from zhouji.engine.base.content_archive import content_digest
    from zhouji.pipeline.opening import open_pool
    from zhouji.web import configure, migrate

    done = folder / "demo.json"
    data = folder.resolve() / "data"
    asked: dict[str, object] = {"people": people, "seed": seed}
    if done.is_file() and (data / "zhouji.toml").is_file():
        said = json.loads(done.read_text(encoding="utf-8"))
        pool = open_pool(data, content)
        if said["asked"] == {**asked, "content": content_digest(pool.content)}:
            configure(data)
            migrate()
            return said["report"], _logins()
    shutil.rmtree(folder, ignore_errors=True)
    pool = open_pool(data, content)
    configure(data)
    migrate()
    with progress_bar(not quiet) as progress:
        report = _build(folder, content, pool, people, seed, progress)
    logins = _logins()
    asked["content"] = content_digest(pool.content)
    done.write_text(json.dumps({"asked": asked, "report": report}), encoding="utf-8")
    return report, logins


def _logins() -> list[dict[str, str]]:
    from zhouji.office.accounts.actions import create_demo_users

    return create_demo_users()


def _build(
    folder: Path,
    content: Path,
    pool: Pool,
    people: int,
    seed: int,
    progress: Callable[[str, int, int], None],
) -> dict[str, object]:
    from zhouji.demo.making import make_county
    from zhouji.pipeline.run import run

    progress("county", 0, 1)
    start = time.perf_counter()
    county = folder / "county"
    make_county(county, people=people, seed=seed, months=1, content=content, truth=False)
    shutil.copytree(county / "raw", pool.inbox, dirs_exist_ok=True)
    seconds = round(time.perf_counter() - start, 3)
    progress("county", 1, 1)
    report = run(pool, full=True, as_of=None, progress=progress)
    report.seconds = {"county": seconds, **report.seconds}
    return report.as_json()


def _print_logins(logins: list[dict[str, str]]) -> None:
    console.print("Log in with (made-up people, made-up data):")
    for login in logins:
        console.print(
            f"  {login['username']:<12} {login['password']:<16} {login['role']}", highlight=False
        )
