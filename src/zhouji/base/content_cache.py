"""Keeps what was read from content for as long as the content says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from zhouji.base.content_archive import TRIES, content_digest
from zhouji.base.errors import ZhoujiError

P = ParamSpec("P")
R = TypeVar("R")
Read = Callable[Concatenate[Path, P], R]

KEPT = 8
NO_CONTENT = ""
_seen: ContextVar[dict[Path, str] | None] = ContextVar("seen", default=None)


class _ChangedMeanwhileError(Exception):
    """The content is another one than when reading began."""


def kept_by_content(read: Read[P, R]) -> Read[P, R]:
    """Read once for each state of the content folder, which is the first argument.

    What is given is of one state, though the folder be changed or swapped meanwhile; an edit is
    seen at once, whatever its file's time of change says. The other arguments must be hashable.
    """

    reading = cast("Callable[..., R]", read)

    @lru_cache(maxsize=KEPT)
    def kept(folder: Path, digest: str, *more: Any) -> R:
        try:
            value = reading(folder, *more)
        except (OSError, ZhoujiError):
            if _digest(folder) == digest:
                raise
            raise _ChangedMeanwhileError from None
        if _digest(folder) != digest:
            raise _ChangedMeanwhileError
        return value

    @wraps(read)
    def look_up(folder: Path, *more: Any) -> R:
        for _ in range(TRIES):
            try:
                return kept(folder, _digest_seen(folder), *more)
            except _ChangedMeanwhileError:
                (_seen.get() or {}).pop(folder, None)
        raise BlockingIOError(f"{folder} changes while it is read; try again when it rests")

    return cast("Read[P, R]", look_up)


@contextmanager
def one_look_at_content() -> Iterator[None]:
    """Within it a folder is looked at once: one answer rests on one state of the content."""
    mark = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(mark)


def _digest_seen(folder: Path) -> str:
    seen = _seen.get()
    if seen is None:
        return _digest(folder)
    if folder not in seen:
        seen[folder] = _digest(folder)
    return seen[folder]


def _digest(folder: Path) -> str:
    try:
        return content_digest(folder)
    except FileNotFoundError:
        return NO_CONTENT
