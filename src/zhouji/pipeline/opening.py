"""Opens a new pool: its folder, its copy of the content, its settings."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from zhouji.engine.base.pool import Pool, write_durably
from zhouji.pipeline.errors import PipelineError


def open_pool(data: Path, content: Path) -> Pool:
    """Make a pool at `data` with a copy of the content; a pool already there gets the new content.

    Raises:
        PipelineError: the content folder is missing, or `data` holds a broken pool.
    """
    if not (content / "datasets").is_dir():
        raise PipelineError(
            f"{content} holds no county content (no datasets folder). "
            "Name the folder that does: --content PROJECT/counties/pinghu"
        )
    pool = Pool(data.resolve())
    if (pool.root / "records").exists() and not pool.settings.is_file():
        raise PipelineError(
            f"{data} holds records but no zhouji.toml: restore it or choose a new folder"
        )
    pool.inbox.mkdir(parents=True, exist_ok=True)
    _copy_content(content, pool)
    if not pool.settings.is_file():
        write_durably(pool.settings, _settings(content).encode())
    return pool


def _copy_content(content: Path, pool: Pool) -> None:
    fresh = pool.root / ".content.new"
    old = pool.root / ".content.old"
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(content, fresh)
    if pool.content.exists():
        pool.content.rename(old)
    fresh.rename(pool.content)
    shutil.rmtree(old, ignore_errors=True)


def _settings(content: Path) -> str:
    made = datetime.now(UTC).replace(microsecond=0).isoformat()
    return f'county = "{content.resolve().name}"\nmade = "{made}"\n'


def settings(pool: Pool) -> dict[str, object]:
    """What zhouji.toml says."""
    return tomllib.loads(pool.settings.read_text(encoding="utf-8"))


def content_digest(pool: Pool) -> str:
    """A digest of all content files: a changed rule or figure means everyone is screened anew."""
    digest = hashlib.sha256()
    for file in sorted(p for p in pool.content.rglob("*") if p.is_file()):
        digest.update(file.relative_to(pool.content).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
