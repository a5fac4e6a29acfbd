"""Every address of the site, included ones too, as the tests of the pages walk them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One address: its pattern from the root, its name, the view behind it."""

    pattern: str
    name: str
    view: Callable[..., Any]

    @property
    def permission(self) -> str:
        return str(getattr(self.view, "permission", ""))

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what differs in it, such as `number`."""
        return tuple(_PLACE.findall(self.pattern))

    def path(self, **values: object) -> str:
        return _PLACE.sub(lambda found: str(values[found[1]]), self.pattern)


def addresses() -> list[Address]:
    """Every address, also of included urls."""
    return list(walk(get_resolver().url_patterns))


def walk(patterns: Sequence[URLPattern | URLResolver], prefix: str = "/") -> Iterator[Address]:
    for one in patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, where)
        else:
            yield Address(where, str(one.name), one.callback)
