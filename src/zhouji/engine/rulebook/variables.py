"""The shape of variables.yaml and exclusivity.yaml: facts asked at a visit, derived variables."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhouji.base.models import Strict
from zhouji.engine.rulebook.models import Expression, Identifier, Names, Texts, Unit
from zhouji.engine.rulebook.parameters import ValueType


class Asked(Strict):
    """A fact that no source has; it is asked at a visit, with consent."""

    type: ValueType
    unit: Unit
    zh: str
    en: str
    note: str | None = None


class ColumnType(Strict):
    """What a column of a table handed in means."""

    type: ValueType
    zh: str | None = None
    en: str | None = None


class InputColumns(Strict):
    """Types of columns, for screen-table, where Parquet's own type does not say."""

    persons: dict[Identifier, ColumnType] = Field(default_factory=dict)
    households: dict[Identifier, ColumnType] = Field(default_factory=dict)


class Derived(Strict):
    """A variable worked out from facts and other variables."""

    name: Identifier
    unit: Unit
    zh: str
    en: str
    value: Expression
    note: str | None = None


class Variables(Strict):
    """Everything that policies may read beyond the facts."""

    asked: dict[Identifier, Asked] = Field(default_factory=dict)
    inputs: InputColumns = Field(default_factory=InputColumns)
    derived: list[Derived] = Field(default_factory=list)


class ExclusiveGroup(Strict):
    """Policies of which a household gets only one: the first found in the order."""

    id: str
    rule: str
    order: Annotated[list[str], Field(min_length=1)]
    names: Names | None = None
    basis: Texts = Field(default_factory=list)
    note: str | None = None


class Exclusivity(Strict):
    """All groups of a county."""

    groups: list[ExclusiveGroup] = Field(default_factory=list)
