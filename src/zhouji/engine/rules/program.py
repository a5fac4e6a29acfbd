"""A checked program: what it reads, its definitions in evaluation order, its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhouji.engine.rules.tree import MEMBER_OPS, Apply, Defined, Fixed, Input, Node, ParameterUse
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
    """What an output rests on, directly or through definitions.

    `persons` are facts of the subject or of members; `members` those of them that a member
    function looks at, so that every member's counts.
    """

    persons: tuple[str, ...]
    members: tuple[str, ...]
    households: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """Facts of the person who is asked about alone."""
        return tuple(name for name in self.persons if name not in self.members)


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
        return _reads(self, output)


@lru_cache(maxsize=16_384)
def _reads(program: Program, output: str) -> Reads:
    definitions = {(item.unit, item.name): item.node for item in program.definitions}
    waiting = [(item.node, False) for item in program.outputs if item.name == output]
    seen: set[tuple[Unit, str, bool]] = set()
    facts: set[tuple[Unit, str, bool]] = set()
    parameters: set[ParameterUse] = set()
    while waiting:
        node, in_members = waiting.pop()
        if isinstance(node, Apply):
            inside = in_members or node.op in MEMBER_OPS
            waiting += [(part, inside) for part in node.args]
        elif isinstance(node, Defined) and (key := (node.unit, node.name, in_members)) not in seen:
            seen.add(key)
            waiting.append((definitions[node.unit, node.name], in_members))
        elif isinstance(node, Input):
            facts.add((node.unit, node.name, in_members))
        elif isinstance(node, Fixed) and node.source:
            parameters.add(node.source)
    return Reads(
        persons=_sorted(name for unit, name, _ in facts if unit is Unit.PERSON),
        members=_sorted(name for unit, name, inside in facts if unit is Unit.PERSON and inside),
        households=_sorted(name for unit, name, _ in facts if unit is Unit.HOUSEHOLD),
        parameters=tuple(sorted(parameters, key=lambda use: (use.name, str(use.keys)))),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


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
