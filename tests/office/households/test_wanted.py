"""What somebody wrote down, read as a name or as any of the numbers."""

from __future__ import annotations

import pyarrow as pa
import pytest

from zhouji.engine.base.ids import check_digit
from zhouji.office.households.wanted import Wanted, Why

BODY = "33049819400101001"
PEOPLE = pa.table(
    {
        "person_id": [1, 2],
        "name": ["王怡", None],
        "id_number": [BODY + check_digit(BODY), None],
    }
)


def meant(text: str) -> list[tuple[Why, list[int]]]:
    found = [
        (why, PEOPLE.filter(rows)["person_id"].to_pylist())
        for why, rows in Wanted.read(text).in_persons(PEOPLE)
    ]
    return [(why, people) for why, people in found if people]


def test_the_form_of_fifteen_digits_is_the_same_number() -> None:
    assert meant(BODY[:6] + BODY[8:]) == [(Why.ID, [1])]


@pytest.mark.parametrize("text", ["330498-19400101-001", "330498 19400101 001"])
def test_blanks_and_dashes_in_a_number_do_not_count(text: str) -> None:
    assert meant(text + check_digit(BODY)) == [(Why.ID, [1])]


def test_a_part_of_a_name_and_a_number_of_ours_are_found() -> None:
    assert meant("怡") == [(Why.PART, [1])]
    assert meant("2") == [(Why.PERSON, [2])]
