"""What people see: pages, components, printing, zh/en; and how the office is started."""

from __future__ import annotations

import os
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.base.errors import ZhoujiError
from zhouji.base.holding import in_use


class PortTakenError(ZhoujiError):
    """Nothing can be served at that port."""


def configure(data_dir: Path) -> None:
    """Set Django up for this data directory, once a process."""
    import django
    from django.conf import settings

    os.environ["ZHOUJI_DATA"] = str(data_dir.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhouji.web.settings")
    if not settings.configured:
        django.setup()


def migrate() -> None:
    """Bring the office database of the configured directory to this version's tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def serve(data_dir: Path, port: int, host: str = "127.0.0.1", threads: int = 8) -> None:
    """Answer at http://HOST:PORT until stopped."""
    with in_use(Pool(data_dir.resolve())):
        configure(data_dir)
        migrate()
        import waitress
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        waitress.serve(application, host=host, port=port, threads=threads, ident="zhouji")


def refuse_taken_port(port: int, host: str = "127.0.0.1") -> None:
    """Make sure that nobody else listens there.

    Raises:
        PortTakenError: somebody does, or may not listen there.
    """
    from waitress.server import create_server

    try:
        tried = create_server(_nothing, host=host, port=port, threads=1)
    except OSError as fault:
        raise PortTakenError(
            f"port {port} at {host} cannot be had: {fault.strerror}. Choose another: --port"
        ) from fault
    tried.task_dispatcher.shutdown()
    tried.close()


def _nothing(_environ: object, _start: object) -> list[bytes]:
    return []
