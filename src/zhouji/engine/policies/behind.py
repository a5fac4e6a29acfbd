"""Which facts stand behind an output: the subject's own, its household's, those of all members."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zhouji.engine.rules import Program, Unit
from zhouji.engine.rules.tree import MEMBER_OPS, Apply, Defined, Input, Node


@dataclass(frozen=True)
class Behind:
    """Names of facts by whom they are of."""

    own: tuple[str, ...]
    household: tuple[str, ...]
    members: tuple[str, ...]


@lru_cache(maxsize=8192)
def facts_behind(program: Program, output: str) -> Behind:
    """The facts an output reads, directly, through definitions and through members."""
    definitions = {(item.unit, item.name): item.node for item in program.definitions}
    waiting: list[tuple[Node, bool]] = [
        (item.node, False) for item in program.outputs if item.name == output
    ]
    seen: set[tuple[Unit, str, bool]] = set()
    found: set[tuple[Unit, str, bool]] = set()
    while waiting:
        node, in_members = waiting.pop()
        if isinstance(node, Apply):
            inside = in_members or node.op in MEMBER_OPS
            waiting += [(part, inside) for part in node.args]
        elif isinstance(node, Defined) and (node.unit, node.name, in_members) not in seen:
            seen.add((node.unit, node.name, in_members))
            waiting.append((definitions[node.unit, node.name], in_members))
        elif isinstance(node, Input):
            found.add((node.unit, node.name, in_members))
    members = {name for unit, name, inside in found if unit is Unit.PERSON and inside}
    own = {name for unit, name, inside in found if unit is Unit.PERSON and not inside}
    homes = {name for unit, name, _ in found if unit is Unit.HOUSEHOLD}
    return Behind(tuple(sorted(own - members)), tuple(sorted(homes)), tuple(sorted(members)))
