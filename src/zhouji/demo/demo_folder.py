"""The folder of `zhouji demo`: what it was made of, and what in it somebody else put there."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zhouji.base.content_archive import content_digest
from zhouji.base.data_directory import Pool, write_durably
from zhouji.base.holding import LOCK
from zhouji.demo.own_files import (
    digest_of,
    files_below,
    noted,
    refuse_foreign,
    strangers,
    take_away,
)

MADE_BY = "zhouji demo"
_DELTA = r"(_delta_log/[\w.]+|[\w.-]+\.parquet)"
_IN_POOL = re.compile(
    rf"""zhouji\.toml|office\.sqlite3(-wal|-shm|-journal)?|secret/(id\.key|django\.key|origin\.json)
    |\.writing|\.run\.lock|contents/\.lock|{re.escape(LOCK)}
    |receipts/(\d+|refused-[\w-]+)\.json
    |generations/\d{{6,}}\.json
    |(refused|records/\w+|results/\w+)/{_DELTA}
    |derived/(CURRENT|(\d{{6}}|lookback/[\w-]+)/[\w.]+\.(arrow|json|applied))
    |(derived/\.building-|tmp/(reading|rebuilt|replaced|rerun)-|(contents/)?\.content\.new-).+""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Asked:
    """What a demo is made from."""

    people: int
    seed: int
    content: str


@dataclass(frozen=True)
class DemoFolder:
    """A folder with `demo.json`, the county's files and the pool; changes nothing by itself."""

    root: Path

    @property
    def note(self) -> Path:
        return self.root / "demo.json"

    @property
    def county(self) -> Path:
        return self.root / "county"

    @property
    def pool(self) -> Pool:
        return Pool(self.root.resolve() / "data")

    def report_of(self, asked: Asked) -> dict[str, Any] | None:
        """The report of a finished demo made from just this; None where it is none."""
        said = self._said()
        same = said.get("asked") == asdict(asked) and self.pool.settings.is_file()
        return said.get("report") if same else None

    def begin(self, asked: Asked, usernames: list[str]) -> None:
        """Mark the folder as ours before anything is made in it."""
        self._write({"asked": None, "contents": [asked.content], "usernames": usernames})

    def finish(self, asked: Asked, usernames: list[str], report: dict[str, Any]) -> None:
        """Note that the demo is whole and what it was made from."""
        said = {"asked": asdict(asked), "contents": [asked.content], "usernames": usernames}
        self._write({**said, "report": report})

    def refuse_foreign(self) -> None:
        """Make sure that everything here was made by `zhouji demo`.

        Raises:
            NotOursError: something was not, or was changed since; it says what.
        """
        refuse_foreign(self.root, self._strangers())

    def clear(self) -> None:
        """Delete the pool that `zhouji demo` made; what it did not make stays.

        The county's files go when they are made anew, the lock stays for those who wait.
        """
        ours = self._is_ours()
        take_away(self.pool.root, lambda name: name != LOCK and ours(name))

    def _said(self) -> dict[str, Any]:
        try:
            said = json.loads(self.note.read_bytes()) if self.note.is_file() else {}
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    def _write(self, said: dict[str, Any]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        write_durably(self.note, json.dumps({"made_by": MADE_BY, **said}).encode())

    def _strangers(self) -> list[str]:
        if self._said().get("made_by") != MADE_BY:
            return files_below(self.root)
        own = ("demo.json", "county/", "data/")
        found = [name for name in files_below(self.root) if not name.startswith(own)]
        found += [f"county/{name}" for name in strangers(self.county)]
        ours = self._is_ours()
        found += [f"data/{name}" for name in files_below(self.pool.root) if not ours(name)]
        return [*found, *self._accounts()]

    def _is_ours(self) -> _Ours:
        contents = set(self._said().get("contents", []))
        kept = [f"contents/{digest}" for digest in contents]
        folders = [name for name in ("content", *kept) if _is_one_of(self, name, contents)]
        return _Ours(self.pool.root, noted(self.county), tuple(f"{name}/" for name in folders))

    def _accounts(self) -> list[str]:
        """Accounts of the office that somebody added."""
        if not self.pool.office.is_file():
            return []
        made = set(self._said().get("usernames", []))
        try:
            with closing(sqlite3.connect(f"file:{self.pool.office}?mode=ro", uri=True)) as office:
                rows = office.execute("SELECT username FROM accounts_user").fetchall()
        except sqlite3.Error as fault:
            if "no such table" in str(fault):  # killed before it had its tables
                return []
            return [f"data/office.sqlite3 ({fault})"]
        return [f"account {name} in data/office.sqlite3" for (name,) in rows if name not in made]


def _is_one_of(demo: DemoFolder, name: str, digests: set[str]) -> bool:
    folder = demo.pool.root / name
    return folder.is_dir() and content_digest(folder) in digests


@dataclass(frozen=True)
class _Ours:
    """Tells whether a file of the pool was made by the program from the county's own files."""

    root: Path
    county: dict[str, str]
    contents: tuple[str, ...]

    def __call__(self, name: str) -> bool:
        path = self.root / name
        if path.is_symlink():
            return False
        if path.is_dir():  # an empty one
            return True
        if name.startswith("received/"):
            return path.name in self._digests
        if name.startswith("inbox/"):
            return self.county.get(f"raw/{name.removeprefix('inbox/')}") == digest_of(path)
        return name.startswith(self.contents) or _IN_POOL.fullmatch(name) is not None

    @cached_property
    def _digests(self) -> frozenset[str]:
        return frozenset(self.county.values())
