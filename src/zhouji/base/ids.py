"""Citizen identity numbers (GB 11643-1999): normalising, checking, the 15-digit form, masking."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_BLANKS = re.compile(r"\s+")
_FORM_18 = re.compile(r"\d{17}[\dX]", re.ASCII)
_FORM_15 = re.compile(r"\d{15}", re.ASCII)


def check_digit(first17: str) -> str:
    """The 18th character for seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECKS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def from_15(number: str) -> str:
    """The 18-character form of a 15-digit number: century 19 and check digit put in."""
    body = number[:6] + "19" + number[6:]
    return body + check_digit(body)


def birth(number: str) -> date | None:
    """Birth date in an 18-character number; None where those digits are no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_valid(number: str) -> bool:
    """Eighteen characters, a real birth date and a right check digit."""
    return (
        _FORM_18.fullmatch(number) is not None
        and birth(number) is not None
        and check_digit(number[:17]) == number[17]
    )


def normalise(text: str) -> str:
    """Full width to half, blanks out, upper case, 15 digits to 18; anything else stays as it is."""
    number = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper().lstrip("'")
    if _FORM_15.fullmatch(number) and birth("000000" + "19" + number[6:12] + "0000"):
        return from_15(number)
    return number


def mask(number: str) -> str:
    """First six and last four characters; the rest as stars."""
    return number[:6] + "*" * max(0, len(number) - 10) + number[-4:] if len(number) > 10 else "****"


def mask_name(name: str) -> str:
    """A name with its middle hidden: 张*英, 王*; never the full name."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]
