"""A sealed file tells every cut and every flipped bit."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhouji.base.sealed import (
    DamagedFileError,
    digest_of_bytes,
    digest_of_file,
    read_sealed,
    sealed,
    unsealed,
    write_sealed,
)

SAID = {"day": "2025-09-30", "名": "低保", "rows": [1, 2, None], "made_up": True, "share": 0.25}


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_sealed(tmp_path / "a.json", SAID)
    assert read_sealed(tmp_path / "a.json") == SAID


def test_every_cut_is_seen() -> None:
    whole = sealed(SAID)
    for length in range(len(whole.rstrip())):
        with pytest.raises(ValueError, match="it "):
            unsealed(whole[:length])


def test_every_flipped_bit_is_seen_or_says_the_same() -> None:
    whole = sealed(SAID)
    silent = 0
    for place in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        try:
            said = unsealed(bytes(flipped))
        except ValueError:
            continue
        assert said == SAID  # white space between the words
        silent += 1
    assert silent < len(whole)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b'{"seal": 1}', b"\xff\xfe"])
def test_what_bears_no_seal_is_refused_with_its_path(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(DamagedFileError, match=str(file)):
        read_sealed(file)


def test_a_missing_file_is_missing_not_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sealed(tmp_path / "a.json")


def test_the_name_of_the_seal_is_taken() -> None:
    with pytest.raises(ValueError, match="seal"):
        sealed({"seal": "x"})


def test_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 3_000_001)
    assert digest_of_file(file) == digest_of_bytes(file.read_bytes())
