"""The policy library as pages need it: names, the version of a day, the figures it counts with."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhouji.base.content_cache import kept_by_content
from zhouji.engine.rulebook import ContentRefusedError, PolicyBook, load_policies
from zhouji.engine.rulebook.models import Policy, Version
from zhouji.engine.rulebook.parameters import Parameter, ParameterValue
from zhouji.engine.rulebook.reading import Content, read_content
from zhouji.engine.rulebook.reads import parameters_of
from zhouji.web.language import local
from zhouji.web.pool import the_pool

log = logging.getLogger(__name__)


def library() -> Content:
    """Policies and parameters of the pool's content."""
    return _read(the_pool().content)


_read = kept_by_content(read_content)


def policy_book() -> PolicyBook | None:
    """The checked policies, ready to explain; None where the content does not bind (yet)."""
    root = the_pool().content
    return _book(root) if root.is_dir() else None


@kept_by_content
def _book(root: Path) -> PolicyBook | None:
    try:
        return load_policies(root)
    except ContentRefusedError:
        log.exception("the policies of %s do not bind; pages show no conditions", root)
        return None


def name_of(code: str) -> str:
    """A policy's name in the reader's language; its code where the library has none."""
    placed = library().policies.get(code)
    return local(placed.model.names) if placed else code


@dataclass(frozen=True)
class Figure:
    """A parameter with the value in force on a day."""

    parameter: Parameter
    value: ParameterValue | None

    @property
    def standing(self) -> str:
        return self.value.status if self.value else "unknown"


def figures(policy: Policy, version: Version, day: date) -> list[Figure] | None:
    """The parameters that a version counts with, directly or through variables.

    None where that cannot be told, since an expression does not parse.
    """
    content = library()
    try:
        names = sorted(parameters_of(content, policy, version))
    except ContentRefusedError:
        return None
    shelf = content.parameters
    return [Figure(shelf[n].model, shelf[n].model.on(day)) for n in names if n in shelf]


def counts_with_demo_values(policy: Policy, day: date) -> bool:
    """Whether a demo value counts in it on that day, or that cannot be told; pages say so."""
    version = policy.version_on(day)
    return version is not None and has_demo_value(figures(policy, version, day))


def has_demo_value(shown: list[Figure] | None) -> bool:
    """Whether one of the figures is made up, or nobody can tell."""
    return shown is None or any(figure.standing == "demo_only" for figure in shown)


def demo_policies(day: date) -> frozenset[str]:
    """Codes of the policies in which a demo value counts."""
    return _demo_policies(the_pool().content, day)


@kept_by_content
def _demo_policies(_root: Path, day: date) -> frozenset[str]:
    return frozenset(
        code
        for code, placed in library().policies.items()
        if counts_with_demo_values(placed.model, day)
    )
