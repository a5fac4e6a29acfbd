"""The shape of a policy file: names, dated versions with conditions and amounts, cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from zhouji.base.models import Strict

IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]*$"
Unit = Literal["household", "person"]
AmountUnit = Literal["yuan/month", "yuan/year", "yuan/once", "tonnes/month", "kwh/month", "none"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_expression(value: Any) -> Any:
    """A bare `true`, `12` or `0.5` in YAML is an expression too."""
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int | Decimal) else value


Texts = Annotated[list[str], BeforeValidator(_as_list)]
Expression = Annotated[str, BeforeValidator(_as_expression), Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=IDENTIFIER)]


class Names(Strict):
    """A name in Chinese and English."""

    zh: str
    en: str


class Condition(Strict):
    """One condition that a household or person fulfils, does not fulfil, or that stays unknown."""

    id: Identifier
    zh: str
    en: str
    when: Expression
    basis: Texts = Field(default_factory=list)
    ask: Texts = Field(default_factory=list)


class Amount(Strict):
    """What is granted; known only where the policy's `eligible` is true."""

    value: Expression
    unit: AmountUnit
    in_kind: bool | str | Names | None = None


class Version(Strict):
    """The policy as it stood from one day until another (the last day in force)."""

    start: Annotated[date, Field(alias="from")]
    until: date | None = None
    basis: Annotated[Texts, Field(min_length=1)]
    define: dict[Identifier, Expression] = Field(default_factory=dict)
    conditions: Annotated[list[Condition], Field(min_length=1)]
    eligible: Expression | None = None
    received: Expression | None = None
    missed: Expression | None = None
    why: Names | None = None
    amount: Amount | None = None
    materials: list[str | Names] = Field(default_factory=list)
    process: str | None = None
    note: str | None = None

    @property
    def eligible_text(self) -> str:
        """The eligibility expression; all conditions and-ed where none is written."""
        return self.eligible or " AND ".join(condition.id for condition in self.conditions)


class Case(Strict):
    """Given facts and what must come out; facts not given are unknown."""

    name: str
    at: date
    household: dict[str, Any] = Field(default_factory=dict)
    members: list[dict[str, Any]] = Field(default_factory=list)
    expect: Annotated[dict[str, Any], Field(min_length=1)]
    note: str | None = None


class Policy(Strict):
    """One item of assistance."""

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9-]*$")]
    names: Names
    department: str | None = None
    kind: Annotated[str | None, Field(alias="class")] = None
    unit: Unit
    grant: Literal["data", "application"]
    exclusive: str | None = None
    versions: Annotated[list[Version], Field(min_length=1)]
    cases: list[Case] = Field(default_factory=list)
    note: str | None = None

    def version_on(self, day: date) -> Version | None:
        """The version in force on that day; None before the first and after the last."""
        held = [version for version in self.versions if version.start <= day]
        newest = max(held, key=lambda version: version.start, default=None)
        return newest if newest and (newest.until is None or day <= newest.until) else None
