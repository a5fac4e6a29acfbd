"""Parameters as a program takes them: a value on one day, stated unknown, or a table of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhouji.engine.rules.types import Type, Value

Key = str | int


@dataclass(frozen=True)
class Constant:
    """One value; None says: stated to be unknown."""

    type: Type
    value: Value | None


@dataclass(frozen=True)
class Table:
    """Values by keys; None says: stated to be unknown."""

    type: Type
    rows: Mapping[tuple[Key, ...], Value | None]


Parameters = Mapping[str, Constant | Table]
