"""What a list of leads is narrowed by; one object behind the list, its address and its counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from zhouji.base.numbers import number_in
from zhouji.office.leads.models import (
    OPEN_STATUSES,
    WITH_THE_TOWNSHIP,
    LeadReason,
    Standing,
    State,
    Status,
)
from zhouji.office.leads.workdays import Workdays

OPEN = "open"
OUT = "out"
DUE = ("overdue", "week")
WEEK_WORKING_DAYS = 5
_CHOICES = {
    "status": {OPEN, OUT, "all", *Status.values},
    "state": set(State.values),
    "due": set(DUE),
    "flag": {"differs", "unknown"},
    "holder": {"me", "nobody"},
}
_STATUSES: dict[str, tuple[str, ...]] = {OPEN: OPEN_STATUSES, OUT: WITH_THE_TOWNSHIP}


@dataclass(frozen=True)
class LeadFilters:
    """Empty = not narrowed; `status` is the open ones unless said otherwise.

    `out` are the leads that are with a township, taken on by somebody or not.
    """

    status: str = OPEN
    policy: str = ""
    township: str = ""
    village: str = ""
    state: str = ""
    words: str = ""
    due: str = ""
    flag: str = ""
    holder: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> LeadFilters:
        """From an address; what is not known is left out."""
        values = {}
        for field in fields(cls):
            value = str(query.get(field.name) or "").strip()[:60]
            if value and value in _CHOICES.get(field.name, {value}):
                values[field.name] = value
        return cls(**values)

    def address(self, **changed: str) -> str:
        """The query string that reads back to these filters."""
        shown = replace(self, **changed) if changed else self
        pairs = {field.name: getattr(shown, field.name) for field in fields(shown)}
        return urlencode({k: v for k, v in pairs.items() if v and (k, v) != ("status", OPEN)})

    @property
    def narrowed(self) -> bool:
        return self != LeadFilters()

    def condition(self, today: date, workdays: Workdays, user_id: int | None) -> Q:
        """The same condition for the list and for every count of it."""
        chosen = _STATUSES.get(self.status, (self.status,))
        where = Q() if self.status == "all" else Q(status__in=chosen)
        if self.township:
            where &= Q(township_code=self.township)
        if self.village:
            where &= Q(village_code=self.village)
        if self.state:
            where &= Q(state=self.state)
        if self.due:
            week = workdays.after(today, WEEK_WORKING_DAYS)
            late = Q(due__lt=today) if self.due == "overdue" else Q(due__gte=today, due__lte=week)
            where &= Q(status__in=WITH_THE_TOWNSHIP) & late
        if self.flag:
            where &= Q(flagged=True) if self.flag == "differs" else Q(standing=Standing.UNKNOWN)
        if self.holder:
            where &= Q(holder_id=user_id) if self.holder == "me" else Q(holder=None)
        if self.policy:
            reason = LeadReason.objects.filter(lead=OuterRef("pk"), policy=self.policy)
            where &= Q(Exists(reason.exclude(standing=Standing.FALSE)))
        return where & self._words()

    def _words(self) -> Q:
        where = Q()
        for word in self.words.split():
            hit = Q(head_name__contains=word) | Q(village__contains=word)
            hit |= Q(township__contains=word) | Q(address__contains=word)
            if (number := number_in(word)) is not None:
                hit |= Q(household_id=number) | Q(pk=number)
            where &= hit
        return where
