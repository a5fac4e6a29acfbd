"""What a condition compares: the values worked out for it and the figures it holds them against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zhouji.engine.rules import ParameterUse, Program, Type, Unit
from zhouji.engine.rules.program import walk
from zhouji.engine.rules.tree import Defined, Fixed, Node


@dataclass(frozen=True)
class Worked:
    """County-wide variables and parameters in a condition or in its policy's own names."""

    variables: tuple[tuple[Unit, str, Type], ...]
    parameters: tuple[ParameterUse, ...]


@lru_cache(maxsize=8192)
def worked_behind(program: Program, output: str) -> Worked:
    """What one condition compares, not going into county-wide variables."""
    table = {(item.unit, item.name): item.node for item in program.definitions}
    waiting: list[Node] = [item.node for item in program.outputs if item.name == output]
    seen: set[tuple[Unit, str]] = set()
    variables: dict[tuple[Unit, str, Type], None] = {}
    parameters: dict[ParameterUse, None] = {}
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Fixed) and part.source:
                parameters[part.source] = None
            elif isinstance(part, Defined) and (part.unit, part.name) not in seen:
                seen.add((part.unit, part.name))
                if "." in part.name:
                    waiting.append(table[part.unit, part.name])
                elif part.type is not Type.BOOL:
                    variables[part.unit, part.name, part.type] = None
    return Worked(tuple(variables), tuple(parameters))
