"""One file a household: who lives there and their dated facts, from the published generation.

The place is checked on the household's own row before anything else is read; a foreign household
answers like a missing one. The reading is audited before the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import transaction

from zhouji.base.data_directory import Pool
from zhouji.engine.generation import Generation
from zhouji.engine.rules import Unit
from zhouji.office.accounts.access import area_allows
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_read
from zhouji.office.households.errors import NoSuchHouseholdError
from zhouji.office.households.rights import HouseholdRight


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
    by.must(HouseholdRight.VIEW)
    published = Generation.published(pool)
    household = published.household(household_id) if published else None
    if published is None or household is None or not _allowed(by, household):
        raise NoSuchHouseholdError(f"no household {household_id}")
    with transaction.atomic():
        members = published.members_of(household_id)
        persons = [member["person_id"] for member in members]
        record_read(
            by=by, action="households.open", page=page, households=[household_id], persons=persons
        )
    facts = {unit: table.of(household_id) for unit, table in published.facts.items()}
    return HouseholdFile(
        household_id,
        published.day,
        household,
        members,
        facts[Unit.PERSON],
        facts[Unit.HOUSEHOLD],
    )


def record_history_read(*, by: Actor, household_id: int, page: str = "") -> None:
    """Say that `by` is about to be told what changed for a household."""
    by.must(HouseholdRight.VIEW)
    with transaction.atomic():
        record_read(by=by, action="households.history", page=page, households=[household_id])


def _allowed(by: Actor, household: dict[str, Any]) -> bool:
    return area_allows(by, household["township_code"] or "", household["village_code"] or "")
