"""What somebody wrote down of a person or household, and the rows of the register that it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.base import ids

STAR = "*"
_MASKED_ID = re.compile(r"\d{6}\*+[\dX]{4}", re.ASCII)
_ID = re.compile(r"\d{17}[\dX]", re.ASCII)
_NUMBER = re.compile(r"\d{1,19}", re.ASCII)
_LARGEST = 2**63 - 1
_DASHES = re.compile(r"[\s\-–—]+")


class Why(StrEnum):
    """Why a row is meant, surest first."""

    HOUSEHOLD = "household_id"
    PERSON = "person_id"
    HUKOU = "hukou_no"
    ID = "id_number"
    MASKED_ID = "masked_id_number"
    NAME = "name"
    MASKED_NAME = "masked_name"
    PART = "part_of_name"


@dataclass(frozen=True)
class Wanted:
    """A name or number as it stands on a paper, with blanks and full-width signs put right."""

    text: str

    @classmethod
    def read(cls, text: str) -> Wanted:
        plain = unicodedata.normalize("NFKC", text).strip().replace("×", STAR)
        return cls(plain if not _DASHES.sub("", plain).isdigit() else _DASHES.sub("", plain))

    @property
    def says_nothing(self) -> bool:
        return not self.text.strip(STAR).strip()

    @property
    def number(self) -> int | None:
        """The whole number that it may be; None where it is none of 64 bits."""
        if not _NUMBER.fullmatch(self.text):
            return None
        found = int(self.text)
        return found if found <= _LARGEST else None

    def in_households(self, homes: pa.Table) -> Iterator[tuple[Why, pa.Array]]:
        """Masks of the households that are meant themselves."""
        if self.number is not None:
            yield Why.HOUSEHOLD, pc.equal(homes["household_id"], self.number)
        yield Why.HUKOU, pc.equal(homes["hukou_no"], self.text.upper())

    def in_persons(self, people: pa.Table) -> Iterator[tuple[Why, pa.Array]]:
        """Masks of the persons who are meant."""
        if self.number is not None:
            yield Why.PERSON, pc.equal(people["person_id"], self.number)
        upper = self.text.upper()
        number = ids.normalise(self.text)
        if _ID.fullmatch(number):
            yield Why.ID, pc.equal(people["id_number"], number)
        if _MASKED_ID.fullmatch(upper):
            yield Why.MASKED_ID, _matches(people["id_number"], upper)
        elif STAR in self.text:
            yield Why.MASKED_NAME, _matches(people["name"], self.text)
        elif not any(sign.isdigit() for sign in self.text):
            yield Why.NAME, pc.equal(people["name"], self.text)
            yield Why.PART, pc.match_substring(people["name"], self.text)


def _matches(column: pa.ChunkedArray, text: str) -> pa.Array:
    """Rows that read so where nothing is hidden; each star hides one sign."""
    pattern = "".join("." if sign == STAR else re.escape(sign) for sign in text)
    return pc.match_substring_regex(column, f"^{pattern}$")
