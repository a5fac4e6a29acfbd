"""`zhouji rebuild`: a damaged table anew from the files as received."""

from __future__ import annotations

from typing import Annotated

import typer

from zhouji.cli.output import (
    DataOption,
    JsonOption,
    console,
    fail,
    open_pool,
    print_json,
    speaks_plainly,
)


@speaks_plainly
def rebuild(
    data: DataOption,
    table: Annotated[str, typer.Option(help="A dataset's name, or refused.")],
    content: Annotated[
        str | None, typer.Option(help="Read the files by the content kept under this digest.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a table anew from the files as received, where zhouji doctor finds it damaged.

    Receipts stay as they are. A file that gives other rows than its receipt says is told, and the
    table is left as it was: the catalogue has changed since, name the content of then (the digests
    are the names below contents/).

    Example: zhouji rebuild --data var/pinghu --table wages
    """
    from zhouji.base.content_archive import archived_content
    from zhouji.pipeline.holding import held
    from zhouji.pool.catalogue import load_catalogue
    from zhouji.pool.ingest import rebuild as make_anew
    from zhouji.pool.ingest.rebuilding import REFUSED

    pool = open_pool(data)
    folder = archived_content(pool, content) if content else pool.content
    if folder is None:
        fail(f"no content {content} is kept in {pool.contents}")
    catalogue = load_catalogue(folder)
    if table not in {*catalogue.datasets, REFUSED}:
        fail(f"no dataset {table}; write one of docs/datasets.md, or refused")
    with held(pool):
        batches = make_anew(pool, catalogue, table)
    if as_json:
        print_json({"table": table, "batches": batches})
    else:
        console.print(f"{table}: made anew from {batches:,} received files", highlight=False)
