"""`zhouji init` and `zhouji run`: open a pool, and take it from files to leads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhouji.cli.output import (
    AsOfOption,
    DataOption,
    JsonOption,
    console,
    day,
    errors,
    escape,
    open_pool,
    print_json,
    print_rows,
    progress_bar,
    speaks_plainly,
)
from zhouji.engine.base.content_archive import content_digest
from zhouji.engine.base.pool import Pool
from zhouji.pipeline.report import RunReport


@speaks_plainly
def init(
    data: DataOption,
    content: Annotated[Path, typer.Option("--content", help="The county's content folder.")],
    as_json: JsonOption = False,
) -> None:
    """Open a pool: its folders, a checked copy of the content, the office's database.

    Run again with changed content, it takes the new content; nothing received is touched, and
    the content that was there, with whatever was changed by hand, is kept under DATA/contents.

    Example: zhouji init --data var/pinghu --content counties/pinghu
    """
    from zhouji.engine.catalogue import load_catalogue, load_places
    from zhouji.engine.facts import load_facts
    from zhouji.engine.policies import load_policies
    from zhouji.office.leads.workdays import load_workdays
    from zhouji.pipeline.opening import open_pool as make_pool
    from zhouji.web import configure, migrate

    catalogue = load_catalogue(content)
    load_facts(content, catalogue)
    load_policies(content)
    load_places(content)
    load_workdays(content)
    pool, before = Pool(data.resolve()), None
    if pool.content.is_dir():
        before = content_digest(pool.content)
    pool = make_pool(data, content)
    if before not in (None, content_digest(pool.content)):
        errors.print(
            f"The content that was there is kept in {escape(str(pool.contents / str(before)))}",
            highlight=False,
            soft_wrap=True,
        )
    configure(pool.root)
    migrate()
    said = {"data": str(data), "datasets": len(catalogue.datasets), "inbox": str(pool.inbox)}
    if as_json:
        print_json(said)
    else:
        console.print(f"A pool is open at {data}. Put files into {data / 'inbox'} and run:")
        console.print(f"  zhouji run --data {data}", highlight=False)


@speaks_plainly
def run(
    data: DataOption,
    full: Annotated[
        bool, typer.Option("--full", help="Do everybody anew, not only who was touched.")
    ] = False,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take what is in the inbox, then link, facts, screening and leads.

    Only households that today's records touched are done, unless --full. Killed at any moment and
    run again, nothing is lost or doubled.

    Example: zhouji run --data var/pinghu --as-of 2025-10-31
    """
    from zhouji.pipeline.run import run as run_pipeline
    from zhouji.web import configure, migrate

    pool = open_pool(data)
    configure(pool.root)
    migrate()
    with progress_bar(not as_json) as progress:
        report = run_pipeline(pool, full=full, as_of=day(as_of), progress=progress)
    if as_json:
        print_json(report.as_json())
    else:
        print_report(report)


def print_report(report: RunReport) -> None:
    """The run for people: counts, then seconds a stage."""
    said = report.as_json()
    seconds = said.pop("seconds")
    said["touched_share"] = f"{report.touched_share:.1%}"
    said["held"] = ", ".join(report.held) or "none"
    print_rows("Run", said)
    print_rows("Seconds", seconds)
