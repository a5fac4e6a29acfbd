"""`zhouji ingest`: files and folders into the pool, each with a receipt or a reason."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from zhouji.base.holding import in_use
from zhouji.cli.output import (
    DataOption,
    JsonOption,
    console,
    escape,
    fail,
    open_pool,
    print_json,
    print_rows,
    progress_bar,
    speaks_plainly,
)
from zhouji.pool.ingest import Left, Outcome, Receipt, Refusal


@speaks_plainly
def ingest(
    data: DataOption,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders, by department folder.")],
    by: Annotated[str, typer.Option(help="Who hands them in.")] = "cli",
    workers: Annotated[int, typer.Option(min=1, help="Processes that read files.")] = 2,
    as_json: JsonOption = False,
) -> None:
    """Take files in: every row is accepted or refused with a reason.

    A file is recognised by its department folder (D01 ... E05) and its header. Taking the same
    file twice changes nothing. One bad file never stops the others; a file that is still being
    copied is left for the next time. Ends with exit status 1 when a file was refused whole or left
    for later.

    Example: zhouji ingest --data var/pinghu raw/2025-09/D01
    """
    from zhouji.pool.catalogue import load_catalogue
    from zhouji.pool.ingest import take_all

    pool = open_pool(data)
    absent = [str(path) for path in paths if not path.exists()]
    if absent:
        fail(f"no such file or folder: {', '.join(absent)}; nothing was taken in")
    catalogue = load_catalogue(pool.content)
    with in_use(pool), progress_bar(not as_json) as progress:
        taken = take_all(
            pool, catalogue, paths, by, lambda done, total: progress("ingest", done, total), workers
        )
    if as_json:
        print_json([_as_json(one) for one in taken])
    else:
        _print(taken)
    if any(
        isinstance(one, Refusal) or (isinstance(one, Left) and one.comes_later) for one in taken
    ):
        raise typer.Exit(1)


def _as_json(one: Outcome) -> dict[str, object]:
    return {"kind": type(one).__name__.lower(), **asdict(one)}


def _print(taken: list[Outcome]) -> None:
    receipts = [one for one in taken if isinstance(one, Receipt)]
    refusals = [one for one in taken if isinstance(one, Refusal)]
    stays = [one for one in taken if isinstance(one, Left)]
    print_rows(
        "Taken in",
        {
            "files": len(receipts),
            "rows in": sum(one.rows_in for one in receipts),
            "rows accepted": sum(one.accepted for one in receipts),
            "rows refused": sum(one.refused for one in receipts),
            "files refused": len(refusals),
            "files left": len(stays),
        },
    )
    not_taken: list[Refusal | Left] = [*refusals, *stays]
    for one in not_taken:
        said = f"{one.file}: {one.reason_zh} ({one.reason_en}). {one.mend_zh} ({one.mend_en})"
        console.print(escape(said), highlight=False)
