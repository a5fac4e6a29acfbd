"""Where files come in under hardship: without root's rights, on a disk of a few megabytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zhouji.base.data_directory import Pool

PINGHU = Path(__file__).parents[3] / "counties" / "pinghu"
TAKE = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import load_catalogue
from zhouji.pool.ingest import take_all
pool = Pool(Path(sys.argv[1]))
paths = [Path(given) for given in sys.argv[3:]] or [pool.inbox]
found = take_all(pool, load_catalogue(Path(sys.argv[2])), paths)
print(json.dumps([{"kind": type(one).__name__, **asdict(one)} for one in found]))
"""
# root reads, writes and leases what permissions forbid others, unless it lets these rights go
WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-lease"]


def as_an_ordinary_user() -> list[str]:
    """What goes before a command so that permissions hold for it."""
    return WITHOUT_RIGHTS if os.geteuid() == 0 else []


def take_as_an_ordinary_user(pool: Pool, *paths: Path) -> list[dict[str, Any]]:
    """Take the inbox or these paths in by a process for which permissions hold."""
    command = [sys.executable, "-c", TAKE, str(pool.root), str(PINGHU), *map(str, paths)]
    done = subprocess.run(
        [*as_an_ordinary_user(), *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


@contextmanager
def a_disk_of(megabytes: int, place: Path) -> Iterator[Path]:
    """A file system of its own size; a machine that can't mount one fails and says so."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"this test fills a disk and must mount one ({' '.join(mount)}): {done.stderr.strip()}. "
        "Next: run it as root, or in a container that may mount"
    )
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk up to `leave` bytes; deleting the file makes room again."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    with ballast.open("wb") as handle:
        handle.truncate(0)
        os.posix_fallocate(handle.fileno(), 0, free.f_bavail * free.f_frsize - leave)
    return ballast
