"""`zhouji serve`: the pages."""

from __future__ import annotations

from typing import Annotated

import typer

from zhouji.cli.output import DataOption, console, open_pool, speaks_plainly


@speaks_plainly
def serve(
    data: DataOption,
    port: Annotated[int, typer.Option(help="The port to listen on, at 127.0.0.1.")] = 8000,
) -> None:
    """Serve the pages at http://127.0.0.1:PORT until stopped with Ctrl-C.

    Example: zhouji serve --data var/pinghu --port 8000
    """
    from zhouji.web import serve as serve_pages

    pool = open_pool(data)
    console.print(f"Zhouji at http://127.0.0.1:{port} (Ctrl-C stops)", highlight=False)
    serve_pages(pool.root, port)
