"""What facts, their types and their sources are called, in the reader's language."""

from __future__ import annotations

from zhouji.office.sources.lineage import lineage
from zhouji.office.sources.queries import catalogue
from zhouji.web.language import local
from zhouji.web.policy_library import library
from zhouji.web.pool import the_pool


def source_name(dataset: str) -> str:
    """A dataset's name."""
    found = catalogue(the_pool()).datasets.get(dataset)
    return local(found) if found else dataset


def fact_kind(name: str) -> str:
    """A fact's type; empty where no fact file gives it."""
    field = lineage(the_pool().content).field(name)
    return field.type if field else ""


def fact_label(name: str) -> str:
    """A fact's name; its own word where nothing declares it."""
    content = library()
    if name.startswith("$"):
        placed = content.parameters.get(name[1:])
        return local(placed.model.names) if placed else name
    if field := lineage(the_pool().content).field(name):
        return local(field)
    variables = content.variables.model
    if name in variables.asked:
        return local(variables.asked[name])
    return next((local(v) for v in variables.derived if v.name == name), name)
