"""The facts that policies may read: those of fact files, those asked at a visit, table columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhouji.base.content import read_utf8
from zhouji.base.errors import Faults
from zhouji.engine.facts.book import read_fact
from zhouji.engine.rulebook.models import Names
from zhouji.engine.rulebook.reading import Content
from zhouji.engine.rules import Type, Unit, Vocabulary


@dataclass
class Facts:
    """Types, groups and names of all facts.

    `sources` are the datasets that decide a fact where its file says so; `datasets` all that it
    reads.
    """

    persons: dict[str, Type] = field(default_factory=dict)
    households: dict[str, Type] = field(default_factory=dict)
    groups: dict[tuple[Unit, str], str] = field(default_factory=dict)
    names: dict[tuple[Unit, str], Names] = field(default_factory=dict)
    sources: dict[tuple[Unit, str], list[str]] = field(default_factory=dict)
    datasets: dict[tuple[Unit, str], frozenset[str]] = field(default_factory=dict)

    def of(self, unit: Unit) -> dict[str, Type]:
        return self.persons if unit is Unit.PERSON else self.households

    def vocabulary(self, given: Mapping[Unit, Mapping[str, Type]] | None = None) -> Vocabulary:
        """What rules may read; `given` adds values that a case gives itself."""
        more = given or {}
        persons, households = ({**self.of(unit), **more.get(unit, {})} for unit in Unit)
        return Vocabulary(persons=persons, households=households)

    def add(self, unit: Unit, name: str, kind: str, *, zh: str = "", en: str = "") -> None:
        self.of(unit)[name] = Type(kind)
        self.names[unit, name] = Names(zh=zh or name, en=en or name)


def facts_of(content: Content) -> Facts:
    """All facts a content folder declares; faults of headers go to the content's faults."""
    facts = Facts()
    for path in sorted((content.root / "facts").glob("*/*.sql")):
        _add_header(content, facts, path)
    variables = content.variables.model
    for name, asked in variables.asked.items():
        facts.add(Unit(asked.unit), name, asked.type, zh=asked.zh, en=asked.en)
    for unit, columns in (
        (Unit.PERSON, variables.inputs.persons),
        (Unit.HOUSEHOLD, variables.inputs.households),
    ):
        for name, column in columns.items():
            facts.add(unit, name, column.type, zh=column.zh or "", en=column.en or "")
    return facts


def _add_header(content: Content, facts: Facts, path: Path) -> None:
    file = str(path.relative_to(content.root))
    try:
        fact, _ = read_fact(read_utf8(path, file), file)
    except Faults as faults:
        content.faults += faults.faults
        return
    unit = Unit(fact.header.subject)
    for name, found in fact.header.fields.items():
        facts.add(unit, name, found.type, zh=found.zh, en=found.en)
        facts.groups[unit, name] = fact.header.group
        facts.sources[unit, name] = found.sources or []
        facts.datasets[unit, name] = frozenset(fact.sources(name))
