"""A checked program: what it reads, its definitions in evaluation order, its outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhouji.engine.rules.tree import Apply, Defined, Fixed, Input, Node, ParameterUse
from zhouji.engine.rules.types import Type, Unit

__all__ = ["Definition", "ParameterUse", "Program", "Reads"]


@dataclass(frozen=True)
class Definition:
    """A named value of a unit: a variable, a local name or an output."""

    name: str
    unit: Unit
    node: Node

    @property
    def type(self) -> Type:
        return self.node.type


@dataclass(frozen=True)
class Reads:
    """What an output rests on, directly or through definitions."""

    persons: tuple[str, ...]
    households: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]


@dataclass(frozen=True, eq=False)
class Program:
    """Everything an evaluator needs; a definition stands after those it reads."""

    persons: Mapping[str, Type]
    households: Mapping[str, Type]
    definitions: tuple[Definition, ...]
    outputs: tuple[Definition, ...]
    as_of: date

    def reads(self, output: str) -> Reads:
        """The facts and parameters behind one output."""
        found: set[Node] = set()
        table = {(item.unit, item.name): item.node for item in self.definitions}
        nodes = [item.node for item in self.outputs if item.name == output]
        parameters: set[ParameterUse] = set()
        seen: set[tuple[Unit, str]] = set()
        while nodes:
            for part in walk(nodes.pop()):
                if isinstance(part, Defined) and (part.unit, part.name) not in seen:
                    seen.add((part.unit, part.name))
                    nodes.append(table[part.unit, part.name])
                elif isinstance(part, Input):
                    found.add(part)
                elif isinstance(part, Fixed) and part.source:
                    parameters.add(part.source)
        return Reads(
            _names(found, Unit.PERSON),
            _names(found, Unit.HOUSEHOLD),
            tuple(sorted(parameters, key=lambda use: (use.name, str(use.keys)))),
        )


def walk(node: Node) -> Iterator[Node]:
    """A node and all its parts, not going into definitions."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Apply):
            waiting += reversed(part.args)


def inputs_of(definitions: tuple[Definition, ...], unit: Unit) -> dict[str, Type]:
    """Names and types of the facts of one unit that definitions read."""
    return {
        part.name: part.type
        for item in definitions
        for part in walk(item.node)
        if isinstance(part, Input) and part.unit is unit
    }


def _names(nodes: set[Node], unit: Unit) -> tuple[str, ...]:
    return tuple(sorted(n.name for n in nodes if isinstance(n, Input) and n.unit is unit))
