"""`zhouji serve`: the pages."""

from __future__ import annotations

from zhouji.cli.output import DataOption, PortOption, console, open_pool, speaks_plainly


@speaks_plainly
def serve(
    data: DataOption,
    port: PortOption = 8000,
) -> None:
    """Serve the pages at http://127.0.0.1:PORT until stopped with Ctrl-C.

    Example: zhouji serve --data var/pinghu --port 8000
    """
    from zhouji.web import refuse_taken_port
    from zhouji.web import serve as serve_pages

    pool = open_pool(data)
    refuse_taken_port(port)
    console.print(f"Zhouji at http://127.0.0.1:{port} (Ctrl-C stops)", highlight=False)
    serve_pages(pool.root, port)
