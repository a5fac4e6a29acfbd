"""The office's database as several writers meet it: one server, or one file, and a thread each."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

STUCK_SECONDS = 30


def as_server(*command: str | Path) -> None:
    """Run one of PostgreSQL's programs; it refuses to run as root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr or done.stdout


@contextmanager
def a_server() -> Iterator[str]:
    """The address of an empty database of a PostgreSQL server of our own."""
    (programs, *_) = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="zhouji-postgresql-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    as_server(programs / "initdb", "-D", data, "-U", "zhouji", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = (programs / "pg_ctl", "-D", data, "-w")
    as_server(*control, "-o", options, "-l", folder / "log", "start")
    try:
        yield f"postgresql://zhouji@127.0.0.1:{port}/postgres"
    finally:
        as_server(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def office_in(settings: dict[str, Any]) -> Iterator[None]:
    """Every thread works in this database, migrated and empty, until the end."""
    before, kept = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": settings})[
        "default"
    ]
    del connections["default"]
    try:
        call_command("migrate", verbosity=0)
        call_command("flush", verbosity=0, interactive=False)
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = kept


@contextmanager
def another_writer() -> Iterator[Callable[..., Future[Any]]]:
    """Calls in a thread, and a connection, of their own."""
    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit
        finally:
            pool.submit(connections.close_all).result(STUCK_SECONDS)


def wait_until_blocked(done: Future[Any]) -> None:
    """Return once the database says that another connection waits for somebody else."""
    while not _others_wait():
        assert not done.done(), f"nothing was waited for: {done.result()}"


def _others_wait() -> bool:
    if connection.vendor == "sqlite":
        return bool(connection.turns.waiting)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
