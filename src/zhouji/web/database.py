"""Where the office keeps its things: the data directory, SQLite in it or PostgreSQL, its key."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from zhouji.base.data_directory import write_durably


def data_directory(asked: str) -> Path:
    """The directory asked for; without one (tests, type checks) a name that nothing is made at."""
    if not asked:
        return Path(tempfile.gettempdir()) / f"zhouji-{os.getpid()}"
    folder = Path(asked).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database(data: Path, url: str) -> dict[str, Any]:
    """Django's settings of the one database."""
    return _postgresql(url) if url else _sqlite(data)


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "zhouji.web.sqlite",
        "NAME": data / "office.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
        },
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"zhouji-test-{os.getpid()}.sqlite3"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key(data: Path) -> str:
    """The key that signs sessions; made at first use and kept beside the pool's other keys."""
    if not data.is_dir():
        return secrets.token_urlsafe(48)
    file = data / "secret" / "django.key"
    if not file.is_file():
        write_durably(file, secrets.token_urlsafe(48).encode())
        file.chmod(0o600)
    return file.read_text(encoding="utf-8").strip()
