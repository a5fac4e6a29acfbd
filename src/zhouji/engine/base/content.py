"""Reads YAML content safely: line marks for every key, figures with a point as Decimal."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

import yaml

from zhouji.engine.base.errors import Fault, Faults

try:  # the C parser, where PyYAML was built with it, takes half the time
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Marked:
    """A read document: its plain data and the line on which each key or item stands."""

    file: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def where(self, path: Path = ()) -> str:
        """`file:line key.key`, at the nearest known place above the path."""
        for length in range(len(path), -1, -1):
            if (line := self.lines.get(path[:length])) is not None:
                dotted = ".".join(str(step) for step in path)
                return f"{self.file}:{line} {dotted}".rstrip()
        return self.file


class _Loader(SafeLoader):
    """Safe loader that reads figures with a point as Decimal, never as float."""


def _decimal(loader: SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def read_yaml(path: FilePath, name: str | None = None) -> Marked:
    """Read one YAML file.

    Raises:
        Faults: the file is not YAML, has a key twice or cannot be read as UTF-8.
    """
    file = name or path.name
    try:
        return parse_yaml(path.read_text(encoding="utf-8"), file)
    except UnicodeDecodeError as fault:
        raise Faults(
            [Fault(file, f"not UTF-8 at byte {fault.start}", "save the file as UTF-8")]
        ) from fault


def parse_yaml(text: str, file: str) -> Marked:
    """Read YAML from text; `file` names it in faults."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Marked(file, None, {(): 1})
        lines: dict[Path, int] = {}
        twice = list(_mark(node, (), lines, file))
        if twice:
            raise Faults(twice)
        return Marked(file, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        raise Faults(
            [Fault(f"{file}:{line}", f"not YAML: {fault.problem}", "correct the line's syntax")]
        ) from fault
    finally:
        loader.dispose()


def _mark(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> list[Fault]:
    lines.setdefault(path, node.start_mark.line + 1)
    faults: list[Fault] = []
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if (*path, key) in lines:
                faults.append(Fault(f"{file}:{line} {key}", "key given twice", "keep one of them"))
            lines[(*path, key)] = line
            faults += _mark(value_node, (*path, key), lines, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            faults += _mark(item, (*path, index), lines, file)
    return faults
