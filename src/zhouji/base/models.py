"""Content as pydantic models: the common base, and what is wrong in words with file and line."""

from __future__ import annotations

import difflib
import re
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from zhouji.base.content import Marked, Path
from zhouji.base.errors import Fault, Faults

M = TypeVar("M", bound=BaseModel)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Strict(BaseModel):
    """A piece of content: frozen, and no key that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def build(model: type[M], marked: Marked, path: Path = ()) -> M:
    """The data at `path` of a document as a model.

    Raises:
        Faults: every fault with file, line, field and the nearest right spelling.
    """
    data = marked.data
    for step in path:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Faults(
            _fault(model, marked, path, tuple(found["loc"]), found["type"], found["msg"])
            for found in error.errors()
        ) from error


def _fault(
    model: type[BaseModel],
    marked: Marked,
    above: Path,
    path: tuple[Any, ...],
    kind: str,
    message: str,
) -> Fault:
    where = marked.where((*above, *path))
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        return Fault(where, f"unknown field {path[-1]}", _spelling(str(path[-1]), known))
    if kind == "missing":
        return Fault(where, f"field {path[-1]} is missing", f"add {path[-1]}")
    return Fault(where, message.removeprefix("Value error, "), "correct the value")


def _spelling(word: str, known: list[str]) -> str:
    if not _WORD.fullmatch(word):
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
