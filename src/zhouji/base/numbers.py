"""Numbers that come from outside as text: an address, a form, a cursor."""

from __future__ import annotations

import re

MOST_DIGITS = 18  # fits 64 bits, as every column and every table of ours
_NUMBER = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}", re.ASCII)


def number_in(text: str) -> int | None:
    """The number that the text is, such as a minted one; None where it is none of ours."""
    return int(text) if _NUMBER.fullmatch(text) else None
