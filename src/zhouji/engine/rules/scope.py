"""Where an expression is bound: what it may see, and what an operator asks of the binder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from zhouji.engine.rules.syntax import Expr, Place
from zhouji.engine.rules.tree import Node
from zhouji.engine.rules.types import Type, Unit


@dataclass(frozen=True)
class Scope:
    """What an expression may see: the unit's names and those of one namespace."""

    unit: Unit
    within: str | None = None


class Binds(Protocol):
    """Binds the parts of an operator, and takes down its faults."""

    as_of: date

    def expression(self, expr: Expr, scope: Scope, want: Type | None = None) -> Node | None:
        """The typed node, or None after telling the fault."""

    def fault(self, place: Place, what: str, mend: str) -> None:
        """Take down one fault."""
