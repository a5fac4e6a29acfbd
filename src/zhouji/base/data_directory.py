"""Where things lie in a pool: one data directory and its folders."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from zhouji.base.errors import ZhoujiError


class NoPoolError(ZhoujiError):
    """The data directory holds no pool."""


@dataclass(frozen=True)
class Pool:
    """The paths of one data directory; makes nothing and reads nothing by itself."""

    root: Path
    content_then: Path | None = None
    batches_then: frozenset[int] | None = None

    @classmethod
    def open(cls, root: Path) -> Pool:
        """The pool at `root`.

        Raises:
            NoPoolError: nobody ran `zhouji init` there.
        """
        pool = cls(root.resolve())
        if not pool.settings.is_file():
            raise NoPoolError(
                f"{root} holds no pool (no zhouji.toml). "
                f"Make one: zhouji init --data {root} --content counties/pinghu"
            )
        return pool

    def as_known(self, content: Path, batches: Iterable[int]) -> Pool:
        """The same pool for reading, as who knew these batches alone, under another content."""
        return replace(self, content_then=content, batches_then=frozenset(batches))

    @property
    def settings(self) -> Path:
        return self.root / "zhouji.toml"

    @property
    def content(self) -> Path:
        return self.content_then or self.root / "content"

    @property
    def contents(self) -> Path:
        """Every state of the content that was put there or ran, by digest."""
        return self.root / "contents"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def receipts(self) -> Path:
        return self.root / "receipts"

    @property
    def refused(self) -> Path:
        return self.root / "refused"

    @property
    def derived(self) -> Path:
        return self.root / "derived"

    @property
    def generations(self) -> Path:
        """The receipts of all generations that were ever published."""
        return self.root / "generations"

    @property
    def results(self) -> Path:
        return self.root / "results"

    @property
    def id_key(self) -> Path:
        return self.root / "secret" / "id.key"

    @property
    def office(self) -> Path:
        return self.root / "office.sqlite3"

    def received(self, digest: str) -> Path:
        return self.root / "received" / digest[:2] / digest

    def records(self, dataset: str) -> Path:
        return self.root / "records" / dataset


def write_durably(path: Path, content: bytes) -> None:
    """Write a small file so that it is either wholly there after a crash or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as handle:
        try:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
            Path(handle.name).replace(path)
        except OSError:
            Path(handle.name).unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
