"""Whether a pool holds made-up or real people: decided by its first file, never mixed."""

from __future__ import annotations

import json
import secrets

from zhouji.base.data_directory import Pool, write_durably
from zhouji.pool.ingest.errors import IngestError, WholeFileRefused
from zhouji.pool.ingest.reasons import of_file

# Public on purpose: minted ids of made-up people are the same on every machine.
MADE_UP_KEY = b"zhouji: made-up people, open key"
_WORDS = {True: ("演示数据", "made-up"), False: ("真实数据", "real")}


def holds_made_up(pool: Pool) -> bool | None:
    """True for made-up, False for real people, None before the first file.

    Raises:
        IngestError: the pool's note of it is damaged.
    """
    path = pool.id_key.with_name("origin.json")
    if not path.is_file():
        return None
    try:
        said = json.loads(path.read_bytes())["made_up"]
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise _unknown_origin(fault) from fault
    if not isinstance(said, bool):
        raise _unknown_origin(TypeError())
    return said


def _unknown_origin(fault: Exception) -> IngestError:
    return IngestError(
        f"secret/origin.json can't be read ({type(fault).__name__}), so whether the pool holds "
        "made-up people isn't known. Next: put it back from a backup"
    )


def refuse_mixing(pool: Pool, made_up: bool) -> None:
    """Raise WholeFileRefused where the pool holds the other kind of people."""
    held = holds_made_up(pool)
    if held is not None and held != made_up:
        zh, en = _WORDS[held]
        raise WholeFileRefused(of_file("mixed_pool", pool_zh=zh, pool_en=en))


def settle(pool: Pool, made_up: bool) -> None:
    """Fix the pool's kind with its first file and make the key of its minted ids.

    The caller holds the pool's write lock.
    """
    refuse_mixing(pool, made_up)
    if holds_made_up(pool) is not None:
        return
    folder = pool.id_key.parent
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if not pool.id_key.is_file():
        write_durably(pool.id_key, MADE_UP_KEY if made_up else secrets.token_bytes(32))
        pool.id_key.chmod(0o600)
    origin = json.dumps({"made_up": made_up}).encode()
    write_durably(pool.id_key.with_name("origin.json"), origin)
