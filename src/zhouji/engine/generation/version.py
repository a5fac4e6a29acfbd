"""Which engine worked: the version of the program and a digest of the code that computes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

SOURCE = Path(__file__).parents[2]
COMPUTE = ("base", "pool", "engine")  # the wings whose code decides what is computed
CODE = {".py", ".sql"}


@lru_cache(maxsize=1)
def engine_version() -> str:
    """Such as 0.1.0+3f9d9f0e12ab: equal ones compute the same from the same."""
    digest = hashlib.blake2b(digest_size=6)
    inside = (path for wing in COMPUTE for path in (SOURCE / wing).rglob("*"))
    for file in sorted(path for path in inside if path.suffix in CODE):
        digest.update(file.relative_to(SOURCE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes())
    return f"{version('zhouji')}+{digest.hexdigest()}"
