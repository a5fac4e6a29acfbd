"""A program as one flat list of steps: equal parts worked out once, constants folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from zhouji.engine.rules.arithmetic import EPOCH
from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.reference import fold
from zhouji.engine.rules.tree import MEMBER_OPS, Apply, Defined, Fixed, Input, Node, Op
from zhouji.engine.rules.types import Type, Unit, Value


@dataclass(frozen=True)
class Step:
    """One value: a constant (no op, no name), an input (a name) or an operation on earlier steps.

    A constant belongs to both units. Dates are days since 1970.
    """

    type: Type
    unit: Unit
    op: Op | None = None
    args: tuple[int, ...] = ()
    name: str | None = None
    value: Value | None = None

    @property
    def is_constant(self) -> bool:
        return self.op is None and self.name is None


@dataclass
class Plan:
    """Steps in an order in which each stands after its parts."""

    steps: list[Step] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    outputs: list[tuple[str, Unit, int]] = field(default_factory=list)

    def last_uses(self) -> list[list[int]]:
        """For each step, the steps whose values nobody needs after it."""
        last = list(range(len(self.steps)))
        for index, step in enumerate(self.steps):
            for arg in step.args:
                last[arg] = index
        kept = {index for _, _, index in self.outputs}
        ends: list[list[int]] = [[] for _ in self.steps]
        for index, end in enumerate(last):
            if index not in kept:
                ends[end].append(index)
        return ends


@lru_cache(maxsize=64)
def plan(program: Program) -> Plan:
    """The plan of a program.

    Raises:
        EvaluationRefused: a constant part does not fit in 64 bits.
    """
    planner = _Planner(program)
    for item in program.definitions:
        planner.label = item.name
        planner.defined[item.unit, item.name] = planner.place(item.node)
    for item in program.outputs:
        planner.label = item.name
        planner.plan.outputs.append((item.name, item.unit, planner.place(item.node)))
    return planner.plan


class _Planner:
    def __init__(self, program: Program) -> None:
        self.as_of = program.as_of
        self.plan = Plan()
        self.label = ""
        self.defined: dict[tuple[Unit, str], int] = {}
        self._index: dict[Any, int] = {}

    def place(self, node: Node) -> int:
        """The step that holds a node's value."""
        if isinstance(node, Defined):
            return self.defined[node.unit, node.name]
        if isinstance(node, Input):
            return self._add(Step(node.type, node.unit, name=node.name))
        if isinstance(node, Fixed):
            return self._constant(node.type, node.value)
        assert isinstance(node, Apply)
        args = tuple(self.place(part) for part in node.args)
        steps = [self.plan.steps[arg] for arg in args]
        if node.op not in MEMBER_OPS and all(step.is_constant for step in steps):
            return self._folded(node, steps)
        if node.op in (Op.AND, Op.OR):
            args = tuple(dict.fromkeys(args))
            if len(args) == 1:
                return args[0]
        return self._add(Step(node.type, node.unit, node.op, args))

    def _constant(self, kind: Type, value: Value | None) -> int:
        if isinstance(value, date):
            value = value.toordinal() - EPOCH
        return self._add(Step(kind, Unit.HOUSEHOLD, value=value))

    def _folded(self, node: Apply, steps: list[Step]) -> int:
        try:
            value = fold(node.op, [_value(step) for step in steps], self.as_of)
        except OverflowError:
            raise EvaluationRefused(
                f"{self.label}: a constant does not fit in 64 bits; look at its parameters"
            ) from None
        return self._constant(node.type, value)

    def _add(self, step: Step) -> int:
        key = (step.type, step.unit, step.op, step.args, step.name, step.value)
        if key not in self._index:
            self._index[key] = len(self.plan.steps)
            self.plan.steps.append(step)
            self.plan.labels.append(self.label)
        return self._index[key]


def _value(step: Step) -> Value | None:
    if step.type is Type.DATE and isinstance(step.value, int):
        return date.fromordinal(step.value + EPOCH)
    return step.value
