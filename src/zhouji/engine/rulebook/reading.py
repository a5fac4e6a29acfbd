"""Reads the policy files of a content folder into models; gathers every fault on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from zhouji.base.content import Marked, read_yaml
from zhouji.base.errors import Fault, Faults
from zhouji.base.models import build
from zhouji.engine.rulebook.models import Policy
from zhouji.engine.rulebook.parameters import Parameter
from zhouji.engine.rulebook.variables import Exclusivity, Variables

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Placed(Generic[M]):
    """A model and the document it was read from."""

    model: M
    marked: Marked


@dataclass
class Content:
    """What the files of a content folder say, and every fault found in reading them."""

    root: Path
    policies: dict[str, Placed[Policy]] = field(default_factory=dict)
    parameters: dict[str, Placed[Parameter]] = field(default_factory=dict)
    variables: Placed[Variables] = field(
        default_factory=lambda: Placed(Variables(), Marked("variables.yaml", {}))
    )
    exclusivity: Placed[Exclusivity] = field(
        default_factory=lambda: Placed(Exclusivity(), Marked("exclusivity.yaml", {}))
    )
    faults: list[Fault] = field(default_factory=list)


def read_content(root: Path) -> Content:
    """Read `policies/`, `parameters/`, `variables.yaml` and `exclusivity.yaml` below `root`."""
    content = Content(root)
    if not any((root / "policies").glob("*.yaml")):
        content.faults.append(
            Fault(str(root / "policies"), "no policy file here", "put policies/<code>.yaml here")
        )
    for placed in _read_folder(content, "policies", Policy):
        _put(content, content.policies, placed.model.code, placed, "code")
    for placed_parameter in _read_folder(content, "parameters", Parameter):
        _put(content, content.parameters, placed_parameter.model.name, placed_parameter, "name")
    content.variables = _read_one(content, "variables.yaml", Variables) or content.variables
    content.exclusivity = _read_one(content, "exclusivity.yaml", Exclusivity) or content.exclusivity
    return content


def _put(
    content: Content, shelf: dict[str, Placed[M]], name: str, placed: Placed[M], key: str
) -> None:
    if name in shelf:
        content.faults.append(
            Fault(
                placed.marked.where((key,)),
                f"{key} {name} is given twice, first in {shelf[name].marked.file}",
                "give each its own",
            )
        )
        return
    shelf[name] = placed


def _read_folder(content: Content, folder: str, model: type[M]) -> Iterator[Placed[M]]:
    for path in sorted((content.root / folder).glob("*.yaml")):
        if placed := _read(content, path, f"{folder}/{path.name}", model):
            yield placed


def _read_one(content: Content, name: str, model: type[M]) -> Placed[M] | None:
    path = content.root / name
    return _read(content, path, name, model) if path.is_file() else None


def _read(content: Content, path: Path, name: str, model: type[M]) -> Placed[M] | None:
    try:
        marked = read_yaml(path, name)
        return Placed(build(model, marked), marked)
    except Faults as faults:
        content.faults += faults.faults
        return None
