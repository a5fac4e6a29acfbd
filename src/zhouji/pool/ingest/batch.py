"""The number of a batch: the same file of the same period and dataset always has the same."""

from __future__ import annotations

from hashlib import blake2b


def batch_number(dataset: str, period: str, digest: str) -> int:
    """63 bits of blake2b over dataset, period and the file's SHA-256."""
    text = f"{dataset}|{period}|{digest}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1
