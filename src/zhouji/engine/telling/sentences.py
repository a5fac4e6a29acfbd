"""The one line why somebody was found: the policy's own sentence with the household's figures."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.rulebook.binding import BoundPolicy, InForce, bind_policies
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rulebook.parsing import HOLE, ParsedVersion
from zhouji.engine.rules import Column, Outcome, Unit, evaluate
from zhouji.engine.rules.written import as_json, in_figures
from zhouji.engine.screening.results import Ints, ids_of

TONGUES = ("zh", "en")
UNKNOWN = {"zh": "未知", "en": "unknown"}
YES_AND_NO = {"zh": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}


def with_why(
    book: PolicyBook, day: date, found: pa.Table, persons: pa.Table, households: pa.Table
) -> pa.Table:
    """Findings with `why_zh` and `why_en`.

    Args:
        book: the checked policies.
        day: the day that was screened.
        found: what `findings` gave.
        persons: the facts that were screened, of at least the households found.
        households: likewise.
    """
    lines: dict[str, list[str]] = {tongue: [""] * found.num_rows for tongue in TONGUES}
    if found.num_rows:
        homes = pc.unique(found["household_id"])
        people = persons.filter(pc.is_in(persons["household_id"], value_set=homes))
        houses = households.filter(pc.is_in(households["household_id"], value_set=homes))
        _fill(book, day, found, people, houses, lines)
    for tongue in TONGUES:
        found = found.append_column(f"why_{tongue}", pa.array(lines[tongue], pa.string()))
    return found


def _fill(
    book: PolicyBook,
    day: date,
    found: pa.Table,
    persons: pa.Table,
    households: pa.Table,
    lines: dict[str, list[str]],
) -> None:
    bound = _sentences(book, book.in_force(day))
    outcome = evaluate(bound.program, persons, households)
    places = {
        Unit.HOUSEHOLD: _spots(ids_of(households, "household_id")),
        Unit.PERSON: _spots(ids_of(persons, "person_id")),
    }
    rows = found.select(["policy", "household_id", "person_id"]).to_pylist()
    for index, row in enumerate(rows):
        version = bound.policies[row["policy"]].parsed
        unit = Unit(version.policy.unit)
        subject = row["person_id"] if unit is Unit.PERSON else row["household_id"]
        place = places[unit][subject]
        for tongue in TONGUES:
            lines[tongue][index] = _line(version, unit, outcome, place, tongue)


@lru_cache(maxsize=8)
def _sentences(book: PolicyBook, bound: InForce) -> InForce:
    """What the sentences of the policies in force hold in their braces, as one program."""
    return bind_policies(
        [policy.parsed for policy in bound.policies.values()],
        book.facts.vocabulary(),
        book.variables,
        book.figures(bound.day),
        bound.day,
        asked=BoundPolicy.told,
        check_rest=False,
    )


def _spots(ids: Ints) -> dict[int, int]:
    return {int(one): place for place, one in enumerate(ids)}


def _line(version: ParsedVersion, unit: Unit, outcome: Outcome, place: int, tongue: str) -> str:
    name = getattr(version.policy.names, tongue)
    joint, stop = ("：", "；") if tongue == "zh" else (": ", "; ")
    if version.version.why is None:
        said = stop.join(getattr(one, tongue) for one in version.version.conditions)
        return f"{name}{joint}{said}"
    columns = outcome.households if unit is Unit.HOUSEHOLD else outcome.persons

    def filled(hole: re.Match[str]) -> str:
        column = columns[f"{version.policy.code}.why.{hole[1].strip()}"]
        return figure_of(column, place, tongue)

    return f"{name}{joint}{HOLE.sub(filled, getattr(version.version.why, tongue))}"


def figure_of(column: Column, place: int, tongue: str) -> str:
    """A value as people write it: 1,130.50, 0.6, 2025-09-30, yes."""
    (value,) = column.at(place).to_list()
    if value is None:
        return UNKNOWN[tongue]
    if isinstance(value, bool):
        return YES_AND_NO[tongue][value]
    return in_figures(column.type, as_json(column.type, value))
