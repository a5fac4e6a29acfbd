"""The output columns, filled block by block."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from zhouji.engine.rules.kernel.columns import Codes
from zhouji.engine.rules.kernel.order import Order
from zhouji.engine.rules.kernel.values import Array, Flags, Held
from zhouji.engine.rules.outcome import Column, Outcome
from zhouji.engine.rules.plan import Plan
from zhouji.engine.rules.types import Type, Unit

_HELD: dict[Type, Any] = {Type.BOOL: np.bool_, Type.DATE: np.int32, Type.CODE: np.int32}


@dataclass
class _Target:
    name: str
    unit: Unit
    type: Type
    values: Array
    known: Array
    all_known: bool = True


class Results:
    """Columns of all outputs; blocks write to rows of their own, so threads do not meet."""

    def __init__(self, targets: list[_Target], order: Order, codes: Codes) -> None:
        self.targets = targets
        self.order = order
        self.codes = codes
        self._lock = Lock()

    @classmethod
    def of(cls, plan: Plan, order: Order, codes: Codes) -> Results:
        """Rows of few large arrays: the system hands out large pages, a quarter of the time."""
        sizes = {Unit.HOUSEHOLD: len(order.starts) - 1, Unit.PERSON: int(order.starts[-1])}
        groups: dict[tuple[Unit, Type], list[str]] = {}
        for name, unit, index in plan.outputs:
            groups.setdefault((unit, plan.steps[index].type), []).append(name)
        targets: dict[tuple[Unit, str], _Target] = {}
        for (unit, kind), names in groups.items():
            values = np.empty((len(names), sizes[unit]), _HELD.get(kind, np.int64))
            known = np.empty((len(names), sizes[unit]), np.bool_)
            for row, name in enumerate(names):
                targets[unit, name] = _Target(name, unit, kind, values[row], known[row])
        ordered = [targets[unit, name] for name, unit, _ in plan.outputs]
        return cls(ordered, order, codes)

    def write(self, position: int, held: Held, rows: dict[Unit, slice]) -> None:
        """Put a block's values where they belong in the given table."""
        target = self.targets[position]
        where: Any = rows[target.unit]
        if target.unit is Unit.PERSON and self.order.persons is not None:
            where = self.order.persons[where]
        target.values[where] = held.true if isinstance(held, Flags) else held.values
        known = held.known
        if known is not None:
            self._known(target)[where] = known

    def _known(self, target: _Target) -> Array:
        with self._lock:
            if target.all_known:
                target.known.fill(True)
                target.all_known = False
            return target.known

    def outcome(self) -> Outcome:
        found = Outcome({}, {})
        for target in self.targets:
            values = target.values
            if target.type is Type.CODE:
                values = self.codes.texts().take(values)
            known = None if target.all_known else target.known
            column = Column(values, known, target.type)
            side = found.households if target.unit is Unit.HOUSEHOLD else found.persons
            side[target.name] = column
        return found
