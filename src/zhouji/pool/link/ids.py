"""Mints the numbers by which persons and households are known inside the pool."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

BITS = 52  # fits a float's mantissa, so that no spreadsheet or browser ever rounds it


def mint(key: bytes, text: str, counter: int = 0) -> int:
    """First 52 bits of a keyed BLAKE2b of `text`; `counter` gives the next number after a clash."""
    if counter:
        text = f"{text}#{counter}"
    digest = blake2b(text.encode(), digest_size=8, key=key).digest()
    return int.from_bytes(digest, "big") >> (64 - BITS)


def mint_all(key: bytes, texts: Iterable[str], taken: Iterable[int] = ()) -> list[int]:
    """One number for each of the distinct texts, none of them twice and none in `taken`."""
    used = set(taken)
    numbers: list[int] = []
    for text in texts:
        counter = 0
        while (number := mint(key, text, counter)) in used:
            counter += 1
        used.add(number)
        numbers.append(number)
    return numbers
