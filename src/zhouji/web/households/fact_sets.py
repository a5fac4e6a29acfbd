"""A household's facts as its file shows them, group by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from zhouji.engine.facts.models import Header
from zhouji.office.households.household_files import HouseholdFile
from zhouji.office.sources.lineage import lineage
from zhouji.web.fact_names import source_name
from zhouji.web.fact_words import held
from zhouji.web.language import local
from zhouji.web.pool import newest_months, the_pool


@dataclass(frozen=True)
class Fact:
    """A dated fact in words: what, how much, from which source, since when."""

    name: str
    label: str
    value: str
    known: bool
    source: str
    source_name: str
    since: str


@dataclass(frozen=True)
class FactSet:
    """The facts of one group, of one person or of the household."""

    label: str
    facts: list[Fact]


def household_facts(file: HouseholdFile) -> list[FactSet]:
    """The household's own facts, group by group."""
    rows = rows_of(file.facts)
    return _sets(rows[0], "household") if rows else []


def person_facts(file: HouseholdFile, person_id: int) -> list[FactSet]:
    """One member's facts, group by group."""
    row = next((r for r in rows_of(file.persons) if r["person_id"] == person_id), None)
    return _sets(row, "person") if row else []


def rows_of(table: pa.Table | None) -> list[dict[str, Any]]:
    """A few rows as dictionaries."""
    return [] if table is None else list(table.to_pylist())


def _sets(row: dict[str, Any], subject: str) -> list[FactSet]:
    groups = lineage(the_pool().content).groups.values()
    return [
        FactSet(local(group), list(_facts(group, row)))
        for group in groups
        if group.subject == subject
    ]


def _facts(group: Header, row: dict[str, Any]) -> Iterable[Fact]:
    told_by = row.get(f"{group.group}__source") or ""
    stated = row.get(f"{group.group}__valid_from")
    for name, field in group.fields.items():
        if name in row:
            source = group.source_of(name, told_by)
            since = stated if source == told_by and stated else newest_months().get(source, "")
            yield Fact(
                name=name,
                label=local(field),
                value=held(row[name], field.type),
                known=row[name] is not None,
                source=source,
                source_name=source_name(source),
                since=str(since),
            )
