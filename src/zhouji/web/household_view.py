"""Turns a household's facts and the engine's explanation into what the pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from zhouji.engine.base.money import yuan
from zhouji.office.leads.household_files import HouseholdFile
from zhouji.office.sources.lineage import FactGroup, lineage
from zhouji.office.sources.queries import catalogue
from zhouji.web.library import chinese
from zhouji.web.pool import the_pool

MICRO = 1_000_000


@dataclass(frozen=True)
class Fact:
    """A dated fact in words: what, how much, from which source, since when."""

    name: str
    label: str
    value: str
    known: bool
    source: str
    source_name: str
    batch: int | None
    since: date | None


@dataclass(frozen=True)
class FactSet:
    """The facts of one group, of one person or of the household."""

    label: str
    facts: list[Fact]


def household_facts(file: HouseholdFile) -> list[FactSet]:
    """The household's own facts, group by group."""
    rows = _rows(file.facts)
    return _sets(rows[0], "household") if rows else []


def person_facts(file: HouseholdFile, person_id: int) -> list[FactSet]:
    """One member's facts, group by group."""
    row = next((r for r in _rows(file.persons) if r["person_id"] == person_id), None)
    return _sets(row, "person") if row else []


def _rows(table: pa.Table | None) -> list[dict[str, Any]]:
    return [] if table is None else list(table.to_pylist())


def _sets(row: dict[str, Any], subject: str) -> list[FactSet]:
    groups = lineage(the_pool().content).groups.values()
    return [
        FactSet(_words(group), [f for f in _facts(group, row) if f is not None])
        for group in groups
        if group.subject == subject
    ]


def _words(thing: Any) -> str:
    return str(thing.zh if chinese() else thing.en)


def _facts(group: FactGroup, row: dict[str, Any]) -> Iterable[Fact]:
    for name, field in group.fields.items():
        if name in row:
            source = row.get(f"{group.group}__source") or ""
            yield Fact(
                name=name,
                label=field["zh"] if chinese() else field["en"],
                value=in_words(row[name], field),
                known=row[name] is not None,
                source=source,
                source_name=source_name(source),
                batch=row.get(f"{group.group}__batch"),
                since=row.get(f"{group.group}__valid_from"),
            )


def source_name(dataset: str) -> str:
    """A dataset's name in the reader's language."""
    found = catalogue(the_pool()).datasets.get(dataset)
    return _words(found) if found else dataset


def fact_label(name: str) -> str:
    """A fact's name in words; its own name where no group gives it (a variable)."""
    group = lineage(the_pool().content).group_of(name)
    if group is None:
        return _variable_labels().get(name, name)
    field = group.fields[name]
    return str(field["zh"] if chinese() else field["en"])


def _variable_labels() -> dict[str, str]:
    from zhouji.web.library import library

    model = library().variables.model
    labels = {v.name: _words(v) for v in model.derived}
    return labels | {name: _words(asked) for name, asked in model.asked.items()}


def in_words(value: Any, field: dict[str, Any] | None) -> str:
    """A fact's value as people read it; unknown is said, never left blank."""
    kind = (field or {}).get("type", "")
    if value is None:
        return _("unknown")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if kind == "money":
        return _("%s yuan") % f"{yuan(int(value)):,}"
    if kind == "ratio":
        return f"{int(value) / MICRO:,.2f}".rstrip("0").rstrip(".")
    if kind == "code":
        return _code_in_words(str(value), (field or {}).get("codes"))
    return value.isoformat() if isinstance(value, date) else str(value)


def _code_in_words(code: str, codes: Any) -> str:
    if isinstance(codes, dict):
        said = codes.get(code)
        if isinstance(said, dict):
            return str(said["zh"] if chinese() else said["en"])
        if said and chinese():
            return str(said)
    return code
