"""One file a household: who lives there and their dated facts, from the published generation.

The place is checked on the household's own row before anything else is read; a foreign household
answers like a missing one. The reading is audited before the answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import transaction

from zhouji.engine.base.pool import Pool
from zhouji.engine.store import Layered, open_layered, read_arrow, rows_with
from zhouji.office.accounts.access import area_allows
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.accounts.permissions import Permission
from zhouji.office.households.errors import NoSuchHouseholdError


@dataclass(frozen=True)
class HouseholdFile:
    """A household on the day of the published generation; facts are rows of one-row tables."""

    household_id: int
    as_of: date
    household: dict[str, Any]
    members: list[dict[str, Any]]
    persons: pa.Table | None = field(repr=False)
    facts: pa.Table | None = field(repr=False)


def open_household(*, by: Actor, pool: Pool, household_id: int, page: str = "") -> HouseholdFile:
    """The file of a household; its reading is recorded with the actor's purpose.

    Raises:
        NoSuchHouseholdError: not in the published generation, or outside the actor's place.
    """
    by.must(Permission.HOUSEHOLDS_VIEW)
    folder = pool.current()
    rows = _rows(folder, "households", "household_id", [household_id]) if folder else []
    if not folder or not rows or not _allowed(by, rows[0]):
        raise NoSuchHouseholdError(f"no household {household_id}")
    with transaction.atomic():
        members = _members(folder, household_id)
        persons = [member["person_id"] for member in members]
        record_read(
            by=by, action="households.open", page=page, households=[household_id], persons=persons
        )
    return HouseholdFile(
        household_id,
        day_of(folder),
        rows[0],
        members,
        _facts(folder, "facts_persons", household_id),
        _facts(folder, "facts_households", household_id),
    )


def _allowed(by: Actor, household: dict[str, Any]) -> bool:
    return area_allows(by, household["township_code"] or "", household["village_code"] or "")


def day_of(folder: Path) -> date:
    """The day that a generation looks at."""
    return date.fromisoformat(json.loads((folder / "meta.json").read_bytes())["as_of"])


def _rows(folder: Path, name: str, key: str, values: list[int]) -> list[dict[str, Any]]:
    return list(rows_with(read_arrow(folder / f"{name}.arrow"), key, values).to_pylist())


def _members(folder: Path, household_id: int) -> list[dict[str, Any]]:
    belongs = _rows(folder, "members", "household_id", [household_id])
    numbers = [row["person_id"] for row in belongs]
    people = {row["person_id"]: row for row in _rows(folder, "persons", "person_id", numbers)}
    members = [{**people.get(row["person_id"], {}), **row} for row in belongs]
    return sorted(members, key=lambda m: (m.get("relation") != "head", str(m.get("birth") or "")))


def _facts(folder: Path, name: str, household_id: int) -> pa.Table | None:
    file = folder / f"{name}.arrow"
    if not file.is_file():
        return None
    at = file.stat()
    return _mapped(folder, name, (at.st_ino, at.st_ctime_ns)).of(household_id)


@lru_cache(maxsize=4)
def _mapped(folder: Path, name: str, _look: tuple[int, ...]) -> Layered:
    """A table stays mapped; a pool built anew in the same place has other files."""
    return open_layered(folder, name)
