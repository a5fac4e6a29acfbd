"""Reads content files: YAML with the line of every key, faults with file, line and mend."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from zhouji.engine.base.errors import Fault, Faults
from zhouji.engine.base.exact_yaml import ExactLoader, mark_lines

Path = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


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


def read_yaml(path: FilePath, name: str | None = None) -> Marked:
    """Read one YAML file.

    Raises:
        Faults: the file is not YAML, has a key twice or cannot be read as UTF-8.
    """
    file = name or path.name
    return parse_yaml(read_utf8(path, file), file)


def read_utf8(path: FilePath, name: str | None = None) -> str:
    """A content file's text.

    Raises:
        Faults: it is not there, no file, or not UTF-8.
    """
    file = name or path.name
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise Faults(
            [Fault(file, f"not UTF-8 at byte {fault.start}", "save the file as UTF-8")]
        ) from fault
    except OSError as fault:
        raise Faults([Fault(file, str(fault.strerror), "put a readable file there")]) from fault


def parse_yaml(text: str, file: str) -> Marked:
    """Read YAML from text; `file` names it in faults."""
    try:
        loader = ExactLoader(text)
    except yaml.reader.ReaderError as fault:
        raise Faults([_unreadable(text, file, fault)]) from fault
    try:
        node = loader.get_single_node()
        if node is None:
            return Marked(file, None, {(): 1})
        lines, twice = mark_lines(node, file)
        if twice:
            raise Faults(twice)
        return Marked(file, loader.construct_document(node), lines)
    except yaml.constructor.ConstructorError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise Faults([Fault(f"{file}:{line}", str(fault.problem), "correct the value")]) from fault
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        raise Faults(
            [Fault(f"{file}:{line}", f"not YAML: {fault.problem}", "correct the line's syntax")]
        ) from fault
    except yaml.reader.ReaderError as fault:
        raise Faults([_unreadable(text, file, fault)]) from fault
    finally:
        loader.dispose()


def _unreadable(text: str, file: str, fault: yaml.reader.ReaderError) -> Fault:
    line = text.count("\n", 0, fault.position) + 1
    sign = fault.character if isinstance(fault.character, int) else ord(fault.character[0])
    return Fault(f"{file}:{line}", f"not YAML: the sign U+{sign:04X}", "take the sign out")


def build(model: type[M], marked: Marked, path: Path = ()) -> M:
    """Validate the data at `path` into a pydantic model; every fault carries file and line."""
    data = marked.data
    for step in path:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Faults(
            Fault(
                marked.where((*path, *fault["loc"])),
                _said(fault["type"], fault["msg"]),
                _mend(fault["type"], model),
            )
            for fault in error.errors()
        ) from error


def _said(kind: str, message: str) -> str:
    return "unknown key" if kind == "extra_forbidden" else message.removeprefix("Value error, ")


def _mend(kind: str, model: type[BaseModel]) -> str:
    if kind == "extra_forbidden":
        return (
            f"take the key out or correct its spelling; known keys: {', '.join(model.model_fields)}"
        )
    if kind == "missing":
        return "add this key"
    return "correct the value"
