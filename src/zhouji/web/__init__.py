"""What people see: pages, components, printing, zh/en; and how the office is started."""

from __future__ import annotations

import os
from pathlib import Path


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
    configure(data_dir)
    migrate()
    import waitress
    from django.core.wsgi import get_wsgi_application

    waitress.serve(get_wsgi_application(), host=host, port=port, threads=threads, ident="zhouji")
