"""Every address, method and place for every role: the answer that was reviewed, cell by cell."""

from __future__ import annotations

import csv
import io

import pytest

from tests.contracts import access
from tests.contracts.access import NAMES, ROLES, Said, Site, cells, reviewed

LET_IN = ("200", "302")


@pytest.fixture
def site(db: None, settings: object, tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("site"))
    settings.ZHOUJI_DATA = made.pool.root  # type: ignore[attr-defined]
    return made


def test_the_matrix_holds_every_address_and_nothing_else(site: Site) -> None:
    there = {(address.pattern, method, place) for address, method, place in cells()}
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(access.proposed(site))
    assert there == set(reviewed()), f"review and add to access.csv:\n{lines.getvalue()}"


Cells = dict[tuple[str, str, str], dict[str, Said]]


def test_every_cell_answers_as_reviewed_and_names_nobody_it_did_not_record(site: Site) -> None:
    matrix = reviewed()
    asked: Cells = {
        (address.pattern, method, place): {
            role: site.ask(address, method, place, role) for role in ROLES
        }
        for address, method, place in cells()
    }
    faults = [
        (*key, role, matrix[key][role], fault)
        for key, said in asked.items()
        for role, one in said.items()
        if (fault := _fault(matrix[key], role, one) or _told_apart(asked, key, role))
    ]
    assert not faults
    assert not [key for key, said in asked.items() if _recorded(said) != _promised(matrix[key])]
    assert sum(map(len, asked.values())) == len(matrix) * len(ROLES) > 750


def _promised(row: dict[str, str]) -> frozenset[str]:
    return frozenset(row["audit"].split("+")) - {"-"}


def _recorded(said: dict[str, Said]) -> frozenset[str]:
    """What all who were let in wrote to the trail, together."""
    return frozenset().union(*(one.recorded for one in said.values()))


def _fault(row: dict[str, str], role: str, said: Said) -> str:
    """What is wrong with an answer; nothing where it is as reviewed."""
    if str(said.status) != row[role]:
        return f"answered {said.status}"
    if row[role] not in LET_IN and said.recorded:
        return f"was refused and yet recorded {set(said.recorded)}"
    if not said.recorded and any(name in said.body for name in NAMES):
        return "names somebody without a record of it"
    return ""


def _told_apart(asked: Cells, key: tuple[str, str, str], role: str) -> str:
    """Whether somebody can tell a foreign thing, which is refused, from one that is not there."""
    address, method, place = key
    foreign = asked[key][role]
    if place != "foreign" or foreign.recorded:  # theirs too: the county has no foreign place
        return ""
    missing = asked[address, method, "missing"][role]
    same = (foreign.status, foreign.body) == (missing.status, missing.body)
    return "" if same else "told apart from a missing one"
