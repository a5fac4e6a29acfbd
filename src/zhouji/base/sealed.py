"""Small files that tell by themselves whether they are what was written: JSON under its own digest.

Every small file that is read later (receipts, origin, pointers, notes) is written through here; a
cut, a flipped bit or an edit by hand is seen before a word of it is believed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from zhouji.base.data_directory import write_durably
from zhouji.base.errors import ZhoujiError

SEAL = "seal"
_SIZE = 16


class DamagedFileError(ZhoujiError):
    """A file of the pool is not what was written; `path` says which, `why` what was seen."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is not as it was written: {why}")
        self.path = path
        self.why = why


def digest_of_bytes(content: bytes) -> str:
    """BLAKE2b-128 of bytes, in hexadecimal: for damage; who may alter at will needs a signature."""
    return blake2b(content, digest_size=_SIZE).hexdigest()


def digest_of_file(path: Path) -> str:
    """The same of a whole file, read through in pieces.

    Raises:
        OSError: it can't be read.
    """
    digest = blake2b(digest_size=_SIZE)
    with path.open("rb", buffering=0) as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def sealed(said: Mapping[str, Any]) -> bytes:
    """JSON of `said`, with the digest of all that it says.

    Raises:
        ValueError: it says something under the name of the seal itself.
    """
    if SEAL in said:
        raise ValueError(f"{SEAL} is the seal's own name")
    whole = {**said, SEAL: digest_of_bytes(_canonical(said))}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def write_sealed(path: Path, said: Mapping[str, Any]) -> None:
    """Write a small file durably, under its digest."""
    write_durably(path, sealed(said))


def read_sealed(path: Path) -> dict[str, Any]:
    """What a sealed file says, without the seal.

    Raises:
        FileNotFoundError: it is not there.
        DamagedFileError: it is there and is not what was written.
    """
    try:
        return unsealed(path.read_bytes())
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as fault:
        raise DamagedFileError(path, _first_line(fault)) from fault


def unsealed(content: bytes) -> dict[str, Any]:
    """What sealed bytes say.

    Raises:
        ValueError: they are not what was written.
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise ValueError("it is no JSON, or only a part of it") from fault
    if not isinstance(said, dict) or not isinstance(seal := said.pop(SEAL, None), str):
        raise ValueError("it bears no seal")
    if seal != digest_of_bytes(_canonical(said)):
        raise ValueError("its seal is of another content")
    return said


def _canonical(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
