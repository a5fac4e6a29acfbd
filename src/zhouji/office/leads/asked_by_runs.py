"""Which reasons stand and which may be told again, by id only: the pipeline asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from zhouji.office.leads import store
from zhouji.office.leads.models import LeadReason, Standing, Status


def open_reasons(scope: Collection[int] | None) -> list[tuple[int, str, int]]:
    """Household, policy and subject of every reason of an open lead that was not found false."""
    rows = (
        LeadReason.objects.exclude(lead__status=Status.CLOSED)
        .exclude(standing=Standing.FALSE)
        .values_list("lead__household_id", "policy", "subject_id")
    )
    wanted = None if scope is None else set(scope)
    return [row for row in rows.iterator() if wanted is None or row[0] in wanted]


def quiet_no_more(day: date) -> set[int]:
    """Households that the passing of days touches: a closed reason of theirs may be told again."""
    return store.households_quiet_no_more(day)


def reopened() -> set[int]:
    """Households whose lead a person opened again: its reasons are as old as its closing."""
    return store.households_reopened()
