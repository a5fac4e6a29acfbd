"""The language the reader chose, and names in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def chinese() -> bool:
    """Whether the reader chose Chinese."""
    return not (get_language() or "").startswith("en")


def local(thing: Any) -> str:
    """The name of something that has one in both languages; a text as it is."""
    if isinstance(thing, str) or thing is None:
        return thing or ""
    return str(thing.zh if chinese() else thing.en)
