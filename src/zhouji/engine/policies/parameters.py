"""Dated parameters: the figures that policies use, each with its document and its standing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from zhouji.engine.policies.models import Identifier, Names, Strict, Texts

ValueType = Literal["bool", "int", "money", "ratio", "date", "code"]
Status = Literal["official", "proxy", "comparator", "derived", "demo_only", "unknown"]
NOT_KEYS = frozenset({"value", "note"})


class ParameterValue(Strict):
    """A value, or the rows of a table, from one day until another (the last day in force)."""

    start: Annotated[date, Field(alias="from")]
    until: date | None = None
    value: Any = None
    rows: list[dict[str, Any]] | None = None
    status: Status
    document: str | None = None
    clause: str | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    note: str | None = None


class Parameter(Strict):
    """One figure, or one keyed table of figures, over time."""

    name: Identifier
    names: Names
    unit: str
    type: ValueType
    scope: str | None = None
    settled_by: str | None = None
    keys: list[Identifier] | None = None
    values: Annotated[list[ParameterValue], Field(min_length=1)]
    comparators: Any = None
    basis: Texts = Field(default_factory=list)
    note: str | None = None

    @property
    def is_table(self) -> bool:
        return self.keys is not None or any(value.rows is not None for value in self.values)

    @property
    def key_names(self) -> tuple[str, ...]:
        """The key columns of a table, in order; empty for a single figure."""
        if self.keys is not None:
            return tuple(self.keys)
        first = next((row for value in self.values for row in value.rows or []), {})
        return tuple(key for key in first if key not in NOT_KEYS)

    def on(self, day: date) -> ParameterValue | None:
        """The value in force on that day; None where there is none."""
        held = [value for value in self.values if value.start <= day]
        newest = max(held, key=lambda value: value.start, default=None)
        return newest if newest and (newest.until is None or day <= newest.until) else None

    def gap(self, first: date, last: date) -> date | None:
        """The first day from `first` to `last` without a value; None if there is no such day."""
        day = first
        while day <= last:
            value = self.on(day)
            if value is None:
                return day
            later = [other.start for other in self.values if other.start > day]
            ends = [min(later) - timedelta(days=1)] if later else []
            ends += [value.until] if value.until else []
            end = min([*ends, last])
            if end == last:
                return None
            day = end + timedelta(days=1)
        return None
