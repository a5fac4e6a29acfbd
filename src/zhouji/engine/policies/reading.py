"""Reads the policy files of a content folder into models; gathers every fault on the way."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from zhouji.engine.base.content import Marked, read_yaml
from zhouji.engine.base.errors import Fault, Faults
from zhouji.engine.policies.models import Policy, is_identifier
from zhouji.engine.policies.parameters import Parameter
from zhouji.engine.policies.variables import Exclusivity, Variables

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
        return Placed(validate(model, marked), marked)
    except Faults as faults:
        content.faults += faults.faults
        return None


def validate(model: type[M], marked: Marked) -> M:
    """The document as a model; a fault names file, line, field and the nearest right spelling."""
    try:
        return model.model_validate(marked.data)
    except ValidationError as error:
        raise Faults(
            _fault(model, marked, tuple(found["loc"]), found["type"], found["msg"])
            for found in error.errors()
        ) from error


def _fault(
    model: type[BaseModel], marked: Marked, path: tuple[Any, ...], kind: str, message: str
) -> Fault:
    where = marked.where(path)
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        return Fault(where, f"unknown field {path[-1]}", _spelling(str(path[-1]), known))
    if kind == "missing":
        return Fault(where, f"field {path[-1]} is missing", f"add {path[-1]}")
    return Fault(where, message.removeprefix("Value error, "), "correct the value")


def _spelling(word: str, known: list[str]) -> str:
    if not is_identifier(word):
        return "a comma inside { } begins a new field: put the expression in quotes"
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}Known fields: {', '.join(known)}"


def _known_keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The field names of the model that stands at `path` inside `model`."""
    found: type[BaseModel] | None = model
    for step in path:
        if found is None:
            return []
        entry = next((f for n, f in found.model_fields.items() if step in (n, f.alias)), None)
        found = _model_in(entry.annotation) if entry else found
    return [f.alias or name for name, f in found.model_fields.items()] if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, dict, Union, UnionType):
        inner = (_model_in(argument) for argument in get_args(annotation))
        return next((model for model in inner if model is not None), None)
    return None
