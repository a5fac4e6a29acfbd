"""Minted numbers are distinct, small enough for a spreadsheet, and depend on the key."""

from __future__ import annotations

import pytest

from zhouji.pool.link import ids


def test_a_number_has_at_most_52_bits_and_depends_on_the_key() -> None:
    number = ids.mint(b"key", "somebody")
    assert 0 <= number < 2**52
    assert number == ids.mint(b"key", "somebody") != ids.mint(b"other", "somebody")


def test_a_clash_gets_the_next_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "BITS", 3)
    numbers = ids.mint_all(b"key", [f"person {n}" for n in range(8)])
    assert sorted(numbers) == list(range(8))
