"""Which engine worked: the version of the program and a digest of the code that computes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

ENGINE = Path(__file__).parents[1]
CODE = {".py", ".sql"}


@lru_cache(maxsize=1)
def engine_version() -> str:
    """Such as 0.1.0+3f9d9f0e12ab: equal ones compute the same from the same."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(path for path in ENGINE.rglob("*") if path.suffix in CODE):
        digest.update(file.relative_to(ENGINE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes())
    return f"{version('zhouji')}+{digest.hexdigest()}"
