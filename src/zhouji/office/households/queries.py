"""Reads of households: from a name or number on a paper to household and person numbers.

The place is a condition of the search; a foreign household is not found, like one that is not
there. The reading is audited with all whom the answer shows, before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from zhouji.base.content_cache import kept_by_content
from zhouji.base.data_directory import Pool
from zhouji.base.ids import mask, mask_name
from zhouji.engine.generation import Generation
from zhouji.office.accounts.access import area_allows
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.households.errors import (
    NobodyFoundError,
    NothingToFindError,
    TooManyFoundError,
)
from zhouji.office.households.rights import HouseholdRight
from zhouji.office.households.wanted import Wanted, Why
from zhouji.pool.catalogue import load_places

MOST = 50


@dataclass(frozen=True)
class Found:
    """One person of a household that may be meant; names and numbers are masked."""

    household_id: int | None
    person_id: int | None
    name: str
    id_number: str
    relation: str
    township: str
    village: str
    matched: str


@dataclass(frozen=True, eq=False)
class _Register:
    """The tables of a generation, as far as they lie in somebody's place."""

    persons: pa.Table
    members: pa.Table
    homes: pa.Table
    everywhere: bool


def find_households(
    *, by: Actor, pool: Pool, wanted: str, most: int = MOST, page: str = ""
) -> list[Found]:
    """Who is called or numbered so: surest first, then by household.

    `wanted` is a name or a part of one, an ID number of 18 or 15 signs or as it is shown masked, a
    hukou number, a household's or a person's number. A household that is meant is shown with all
    its members.

    Raises:
        NothingToFindError: `wanted` is empty.
        NothingPublishedError: the pool was not run yet.
        NobodyFoundError: nobody, or only outside the actor's place.
        TooManyFoundError: more than `most` rows.
    """
    by.must(HouseholdRight.VIEW)
    asked = Wanted.read(wanted)
    if asked.says_nothing:
        raise NothingToFindError("say a name, an ID number, a hukou number, or a number of ours")
    register = _register_for(by, pool)
    reasons = _reasons(asked, register)
    if not reasons:
        raise NobodyFoundError("nobody of that name or number; try a part of the name or 户号")
    if len(reasons) > most:
        raise TooManyFoundError(
            f"{len(reasons):,} people fit, more than {most}; say more of the name, or a number"
        )
    with transaction.atomic():
        record_read(
            by=by,
            action="households.find",
            page=page,
            households=sorted({home for home, _ in reasons if home is not None}),
            persons=[person for _, person in reasons],
        )
    return _told(pool, register, reasons)


def _register_for(by: Actor, pool: Pool) -> _Register:
    told = Generation.open(pool)
    persons, members, homes = told.persons, told.members, told.households
    if area_allows(by, "", ""):
        return _Register(persons, members, homes, everywhere=True)
    homes = homes.filter(_in_place(by, homes))
    members = members.filter(pc.is_in(members["household_id"], _values(homes, "household_id")))
    return _Register(persons, members, homes, everywhere=False)


def _in_place(by: Actor, homes: pa.Table) -> pa.Array:
    """The households in the actor's place: the one rule, asked once for each village."""
    codes = homes.select(["township_code", "village_code"]).group_by(
        ["township_code", "village_code"]
    )
    own = [
        row["village_code"]
        for row in codes.aggregate([]).to_pylist()
        if area_allows(by, row["township_code"] or "", row["village_code"] or "")
    ]
    return pc.is_in(homes["village_code"], pa.array(own, homes.schema.field("village_code").type))


Reasons = dict[tuple[int | None, int], Why]


def _reasons(asked: Wanted, register: _Register) -> Reasons:
    """Household and person of each row that is meant, and why; surest first."""
    members = register.members
    found: Reasons = {}
    for why, rows in asked.in_households(register.homes):
        homes = _values(register.homes.filter(rows), "household_id")
        if len(homes):
            _add(found, why, members.filter(pc.is_in(members["household_id"], homes)))
    for why, rows in asked.in_persons(register.persons):
        people = _values(register.persons.filter(rows), "person_id")
        if not len(people):
            continue
        own = members.filter(pc.is_in(members["person_id"], people))
        _add(found, why, own)
        if register.everywhere:
            housed = set(own["person_id"].to_pylist())
            for person in people.to_pylist():
                if person not in housed:
                    found.setdefault((None, person), why)
    return found


def _add(found: Reasons, why: Why, members: pa.Table) -> None:
    columns = (members[name].to_pylist() for name in ("household_id", "person_id"))
    for home, person in zip(*columns, strict=True):
        found.setdefault((home, person), why)


def _told(pool: Pool, register: _Register, reasons: Reasons) -> list[Found]:
    people = _by_key(register.persons, "person_id", {person for _, person in reasons})
    homes = _by_key(register.homes, "household_id", {home for home, _ in reasons})
    members = register.members.filter(
        pc.is_in(register.members["person_id"], pa.array(list(people), pa.int64()))
    )
    relations = {
        (row["household_id"], row["person_id"]): row["relation"] for row in members.to_pylist()
    }
    townships, villages = _names(pool.content)
    rows = []
    for (home, person), why in reasons.items():
        lives = homes.get(home, {})
        rows.append(
            Found(
                household_id=home,
                person_id=person,
                name=mask_name(people.get(person, {}).get("name") or ""),
                id_number=mask(people.get(person, {}).get("id_number") or ""),
                relation=relations.get((home, person)) or "",
                township=_named(townships, lives.get("township_code")),
                village=_named(villages, lives.get("village_code")),
                matched=why.value,
            )
        )
    order = list(Why)
    return sorted(rows, key=lambda row: (order.index(Why(row.matched)), row.household_id or 0))


def _by_key(table: pa.Table, key: str, values: set[Any]) -> dict[Any, dict[str, Any]]:
    wanted = pa.array([value for value in values if value is not None], pa.int64())
    rows = table.filter(pc.is_in(table[key], wanted)).to_pylist()
    return {row[key]: row for row in rows}


def _values(table: pa.Table, name: str) -> pa.Array:
    column = table[name].combine_chunks()
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _named(names: dict[str, str], code: str | None) -> str:
    return names.get(code, code) if code else ""


@kept_by_content
def _names(content: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Chinese names of townships and of villages by code."""
    places = load_places(content)
    return (
        {town.code: town.zh for town in places.townships},
        {village.code: village.zh for town in places.townships for village in town.villages},
    )
