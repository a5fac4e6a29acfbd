"""YAML as content needs it: plain days and figures exactly as written, whatever else is a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from zhouji.engine.base.errors import Fault

try:  # the C parser, where PyYAML was built with it, takes half the time
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

MOST = 100_000  # keys and items of one file, each alias told out
DEEPEST = 100
INT = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIGURE = re.compile(r"[-+]?([0-9][0-9_]*)?\.[0-9_]*([eE][-+]?[0-9]+)?")
LONGEST = 1000  # digits; Python refuses to read more than 4,300
Path = tuple[str | int, ...]


class ExactLoader(SafeLoader):
    """Safe loader that reads a figure with a point as Decimal, and no figure or day by a guess.

    YAML 1.1 takes 010 for eight, 1:30 for ninety and .nan for a figure; here they are faults.
    """


def _int(text: str) -> int:
    if not INT.fullmatch(text) or len(text) > LONGEST:
        raise ValueError("is no plain whole number; in quotes it is text")
    return int(text.replace("_", ""))


def _figure(text: str) -> Decimal:
    if not FIGURE.fullmatch(text) or len(text) > LONGEST:
        raise ValueError("is no plain figure; in quotes it is text")
    return Decimal(text.replace("_", ""))


def _day(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("is no day; write it as 2025-09-30")


def _no_content(text: str) -> None:
    raise ValueError("is nothing that content may hold")


def _reading(read: Callable[[str], Any]) -> Callable[[SafeLoader, yaml.Node], Any]:
    def construct(loader: SafeLoader, node: yaml.Node) -> Any:
        text = str(loader.construct_scalar(node)) if isinstance(node, yaml.ScalarNode) else node.tag
        try:
            return read(text)
        except ValueError as fault:
            shown = text if len(text) < 60 else f"{text[:60]}…"
            raise yaml.constructor.ConstructorError(
                None, None, f"{shown} {fault}", node.start_mark
            ) from fault

    return construct


_READ: dict[str, Callable[[str], Any]] = {
    "int": _int,
    "float": _figure,
    "timestamp": _day,
    **dict.fromkeys(("binary", "set", "omap", "pairs"), _no_content),
}
for _tag, _how in _READ.items():
    ExactLoader.add_constructor(f"tag:yaml.org,2002:{_tag}", _reading(_how))


def mark_lines(root: yaml.Node, file: str) -> tuple[dict[Path, int], list[Fault]]:
    """The line of each key and item, and what makes a document unfit to be told out.

    Faults: a key given twice, an alias inside what it names, aliases that multiply, nesting
    without end.
    """
    lines: dict[Path, int] = {}
    faults: list[Fault] = []
    waiting: list[tuple[yaml.Node, Path, tuple[int, ...]]] = [(root, (), ())]
    while waiting:
        node, path, above = waiting.pop()
        lines.setdefault(path, node.start_mark.line + 1)
        if fault := _endless(node, above, len(lines)):
            faults.append(Fault(f"{file}:{node.start_mark.line + 1}", *fault))
            break
        inside = (*above, id(node))
        for key, value, twice in _parts(node, path, lines):
            if twice:
                where = f"{file}:{twice} {key[-1]}"
                faults.append(Fault(where, "key given twice", "keep one of them"))
            waiting.append((value, key, inside))
    return lines, faults


def _endless(node: yaml.Node, above: tuple[int, ...], told: int) -> tuple[str, str] | None:
    if id(node) in above:
        return "an alias inside of what it names", "write out what is meant"
    if len(above) > DEEPEST:
        return f"nested more than {DEEPEST} deep", "write it flatter"
    if told > MOST:
        return f"more than {MOST:,} keys and items, aliases told out", "write fewer aliases"
    return None


def _parts(
    node: yaml.Node, path: Path, lines: dict[Path, int]
) -> Iterator[tuple[Path, yaml.Node, int]]:
    """Each part's path and node, and its line where the same key stood before (else 0)."""
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item, 0
    elif isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            key = (*path, str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?")
            line = key_node.start_mark.line + 1
            twice = line if key in lines else 0
            lines[key] = line
            yield key, value_node, twice
