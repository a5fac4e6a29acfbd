"""Opens a new pool: its folder, its copy of the content, its settings."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from zhouji.base.content_archive import replace_content
from zhouji.base.data_directory import Pool, write_durably
from zhouji.pipeline.errors import PipelineError


def open_pool(data: Path, content: Path) -> Pool:
    """Make a pool at `data` with a copy of the content; a pool already there gets the new content.

    What its content was before is kept: `archived_content`.

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
    replace_content(pool, content)
    if not pool.settings.is_file():
        write_durably(pool.settings, _settings(content).encode())
    return pool


def _settings(content: Path) -> str:
    made = datetime.now(UTC).replace(microsecond=0).isoformat()
    return f'county = "{content.resolve().name}"\nmade = "{made}"\n'


def settings(pool: Pool) -> dict[str, object]:
    """What zhouji.toml says."""
    return tomllib.loads(pool.settings.read_text(encoding="utf-8"))
