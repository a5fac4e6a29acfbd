"""The policy library as pages need it: names, the version of a day, the figures it counts with."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from zhouji.engine.base.content_cache import kept_by_content
from zhouji.engine.policies import ContentRefusedError, PolicyBook, load_policies
from zhouji.engine.policies.models import Policy, Version
from zhouji.engine.policies.parameters import Parameter, ParameterValue
from zhouji.engine.policies.reading import Content, read_content
from zhouji.web.pool import the_pool

log = logging.getLogger(__name__)
_FIGURE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def chinese() -> bool:
    """Whether the reader chose Chinese."""
    return not (get_language() or "").startswith("en")


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
    if placed is None:
        return code
    return placed.model.names.zh if chinese() else placed.model.names.en


@dataclass(frozen=True)
class Figure:
    """A parameter with the value in force on a day."""

    parameter: Parameter
    value: ParameterValue | None

    @property
    def standing(self) -> str:
        return self.value.status if self.value else "unknown"


def figures(version: Version, day: date) -> list[Figure]:
    """The parameters that a version counts with, directly or through variables."""
    content = library()
    texts = _texts(version, content)
    names = sorted({name for text in texts for name in _FIGURE.findall(text)})
    shelf = content.parameters
    return [Figure(shelf[n].model, shelf[n].model.on(day)) for n in names if n in shelf]


def _texts(version: Version, content: Content) -> list[str]:
    texts = [*version.define.values(), version.eligible_text, version.received or ""]
    texts += [condition.when for condition in version.conditions]
    texts += [version.amount.value] if version.amount else []
    derived: dict[str, Any] = {v.name: v.value for v in content.variables.model.derived}
    seen: set[str] = set()
    waiting = {word for text in texts for word in _WORD.findall(text)}
    while waiting := waiting - seen:
        seen |= waiting
        found = [derived[word] for word in waiting if word in derived]
        texts += found
        waiting = {word for text in found for word in _WORD.findall(text)}
    return texts


def counts_with_demo_values(policy: Policy, day: date) -> bool:
    """Whether a demo value counts in it on that day; pages say so beside every result."""
    version = policy.version_on(day)
    return version is not None and any(f.standing == "demo_only" for f in figures(version, day))


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
