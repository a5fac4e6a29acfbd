"""Keeps a file as it was received, under the digest of its bytes, before anything is read of it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from io import BufferedReader
from pathlib import Path
from typing import IO

from zhouji.base.data_directory import Pool
from zhouji.pool.ingest.errors import NotAtRest
from zhouji.pool.ingest.reasons import of_file
from zhouji.pool.store import writing

_BLOCK = 1 << 20


def digest_of(handle: BufferedReader) -> str:
    """SHA-256 of an open file from its start."""
    handle.seek(0)
    return hashlib.file_digest(handle, "sha256").hexdigest()


def keep(pool: Pool, handle: BufferedReader, digest: str) -> Path:
    """Copy an open file into the pool, durably, unless it is kept whole already.

    Raises:
        NotAtRest: its bytes are no longer those of the digest.
    """
    raw = pool.received(digest)
    if _is_kept(raw, digest):
        return raw
    scratch = pool.root / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=scratch, prefix="reading-", delete=False) as copy:
        try:
            if _copy(handle, copy) != digest:
                raise NotAtRest(of_file("still_copied"))
            copy.flush()
            os.fsync(copy.fileno())
            with writing(pool):
                raw.parent.mkdir(parents=True, exist_ok=True)
                Path(copy.name).rename(raw)
                _sync(raw.parent)
        finally:
            Path(copy.name).unlink(missing_ok=True)
    return raw


def _is_kept(raw: Path, digest: str) -> bool:
    if not raw.is_file():
        return False
    with raw.open("rb") as handle:
        return digest_of(handle) == digest


def _copy(source: BufferedReader, target: IO[bytes]) -> str:
    source.seek(0)
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        target.write(block)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
