"""The facts that policies may read: those of fact files, those asked at a visit, table columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from zhouji.engine.base.content import parse_yaml, read_utf8
from zhouji.engine.base.errors import Fault, Faults
from zhouji.engine.policies.models import Names
from zhouji.engine.policies.parameters import ValueType
from zhouji.engine.policies.reading import Content, validate
from zhouji.engine.rules import Type, Unit, Vocabulary


class _Field(BaseModel):
    model_config = ConfigDict(extra="allow")
    type: ValueType
    zh: str = ""
    en: str = ""
    sources: list[str] = Field(default=[], alias="from")


class _Header(BaseModel):
    """What a fact file's leading comment says, as far as policies need it."""

    model_config = ConfigDict(extra="allow")
    group: str
    subject: str
    fields: dict[str, _Field]


@dataclass
class Facts:
    """Types, groups and names of all facts."""

    persons: dict[str, Type] = field(default_factory=dict)
    households: dict[str, Type] = field(default_factory=dict)
    groups: dict[tuple[Unit, str], str] = field(default_factory=dict)
    names: dict[tuple[Unit, str], Names] = field(default_factory=dict)
    sources: dict[tuple[Unit, str], list[str]] = field(default_factory=dict)

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
    lines = []
    try:
        for line in read_utf8(path, file).splitlines():
            if not line.startswith("--"):
                break
            lines.append(line.removeprefix("--").removeprefix(" "))
        header = validate(_Header, parse_yaml("\n".join(lines), file))
        unit = Unit(header.subject)
    except Faults as faults:
        content.faults += faults.faults
        return
    except ValueError:
        content.faults.append(Fault(file, "unknown subject", "write person or household"))
        return
    for name, found in header.fields.items():
        facts.add(unit, name, found.type, zh=found.zh, en=found.en)
        facts.groups[unit, name] = header.group
        facts.sources[unit, name] = found.sources
