"""A household's facts as its file shows them, and facts' names in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from zhouji.engine.facts.models import Header
from zhouji.office.households.household_files import HouseholdFile
from zhouji.office.sources.lineage import lineage
from zhouji.office.sources.queries import catalogue
from zhouji.web.in_words import held
from zhouji.web.library import chinese, library
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
        FactSet(words(group), list(_facts(group, row)))
        for group in groups
        if group.subject == subject
    ]


def words(thing: Any) -> str:
    """What something with both languages is called."""
    return str(thing.zh if chinese() else thing.en)


def _facts(group: Header, row: dict[str, Any]) -> Iterable[Fact]:
    told_by = row.get(f"{group.group}__source") or ""
    stated = row.get(f"{group.group}__valid_from")
    for name, field in group.fields.items():
        if name in row:
            source = group.source_of(name, told_by)
            since = stated if source == told_by and stated else newest_months().get(source, "")
            yield Fact(
                name=name,
                label=words(field),
                value=held(row[name], field.type),
                known=row[name] is not None,
                source=source,
                source_name=source_name(source),
                since=str(since),
            )


def source_name(dataset: str) -> str:
    """A dataset's name."""
    found = catalogue(the_pool()).datasets.get(dataset)
    return words(found) if found else dataset


def fact_kind(name: str) -> str:
    """A fact's type; empty where no fact file gives it."""
    field = lineage(the_pool().content).field(name)
    return field.type if field else ""


def fact_label(name: str) -> str:
    """A fact's name; its own word where nothing declares it."""
    content = library()
    if name.startswith("$"):
        placed = content.parameters.get(name[1:])
        return words(placed.model.names) if placed else name
    if field := lineage(the_pool().content).field(name):
        return words(field)
    variables = content.variables.model
    if name in variables.asked:
        return words(variables.asked[name])
    return next((words(v) for v in variables.derived if v.name == name), name)
