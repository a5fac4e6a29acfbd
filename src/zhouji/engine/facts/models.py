"""The header of a fact file: what one row is, which datasets it reads, which fields it gives."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pydantic import Field as Setting
from pydantic import model_validator

from zhouji.base.models import Strict

Subject = Literal["person", "household"]
FactType = Literal["bool", "int", "money", "ratio", "date", "code"]
NAME = r"^[a-z][a-z0-9_]*$"


class Read(Strict):
    """How a dataset is read: all its rows, or those of the months ending with its newest period.

    `by` is the field (date, month, or int for a year) that the window looks at.
    """

    window_months: int | None = Setting(default=None, ge=1, le=120)
    by: str | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Read:
        if (self.window_months is None) != (self.by is None):
            raise ValueError("window_months and by go together")
        return self


class FactField(Strict):
    """One fact: its type, unit, words, codes, and the datasets that decide it."""

    type: FactType
    zh: str = Setting(min_length=1)
    en: str = Setting(min_length=1)
    unit: str | None = None
    codes: list[str] | None = None
    sources: list[str] | None = Setting(default=None, alias="from")

    @model_validator(mode="after")
    def _codes_with_type_code(self) -> FactField:
        if (self.type == "code") != bool(self.codes):
            raise ValueError("codes go with type code, and type code with codes")
        if self.codes and len(set(self.codes)) != len(self.codes):
            raise ValueError("a code is listed twice")
        return self


def deciding_source(sources: list[str] | None, told_by: str) -> str:
    """The dataset a field rests on: its group's, unless others alone decide the field."""
    return told_by if not sources or told_by in sources else sources[0]


class Header(Strict):
    """The comment at the head of a fact file."""

    group: str = Setting(pattern=NAME)
    subject: Subject
    row: str = Setting(min_length=1)
    zh: str = Setting(min_length=1)
    en: str = Setting(min_length=1)
    reads: dict[str, Read] = Setting(min_length=1)
    fields: dict[str, FactField] = Setting(min_length=1)

    def source_of(self, field: str, told_by: str) -> str:
        """The dataset a field rests on, where its group's row rests on `told_by`."""
        return deciding_source(self.fields[field].sources, told_by)


class Fact(Strict):
    """One fact file: its header, its SELECT and where it stands."""

    header: Header
    sql: str
    file: str

    @property
    def key(self) -> str:
        """The column that says whose row it is."""
        return f"{self.header.subject}_id"

    def sources(self, field: str) -> list[str]:
        """The datasets that decide a field, the first one first."""
        return self.header.fields[field].sources or list(self.header.reads)


class FactBook(Strict):
    """All facts of a county, persons' before households', by name of the group."""

    facts: tuple[Fact, ...]
    digest: str

    def of(self, subject: Subject) -> list[Fact]:
        return [fact for fact in self.facts if fact.header.subject == subject]

    def groups(self) -> frozenset[str]:
        """The names of all groups."""
        return frozenset(fact.header.group for fact in self.facts)

    def groups_reading(self, datasets: Collection[str]) -> frozenset[str]:
        """The groups that read any of these datasets."""
        return frozenset(
            fact.header.group
            for fact in self.facts
            if not fact.header.reads.keys().isdisjoint(datasets)
        )

    def only(self, groups: Collection[str]) -> FactBook:
        """The same book with these groups alone."""
        kept = tuple(fact for fact in self.facts if fact.header.group in groups)
        return self.model_copy(update={"facts": kept})

    def reads(self) -> dict[str, list[Read]]:
        """Every dataset any fact reads, with the ways it is read."""
        found: dict[str, list[Read]] = {}
        for fact in self.facts:
            for dataset, read in fact.header.reads.items():
                found.setdefault(dataset, []).append(read)
        return dict(sorted(found.items()))

    def types(self, subject: Subject) -> dict[str, FactType]:
        """Field name to type, as the rules bind them."""
        return {
            name: field.type
            for fact in self.of(subject)
            for name, field in fact.header.fields.items()
        }

    def fact_of(self, field: str) -> Fact:
        """The file that gives a field; raises KeyError for an unknown one."""
        for fact in self.facts:
            if field in fact.header.fields:
                return fact
        raise KeyError(field)
