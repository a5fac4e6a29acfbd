"""The rooms of the pages: each folder with a `room.py` brings its addresses, menu entry and words.

A new room is a new folder; nothing here or elsewhere lists it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.urls import URLResolver, include, path
from django.utils.functional import Promise

import zhouji.office
import zhouji.web
from zhouji.office.accounts.permissions import Permission


@dataclass(frozen=True)
class MenuEntry:
    """A line of the main menu for those who hold the right; small places stand first."""

    place: int
    word: Promise
    route: str
    right: Permission


@dataclass(frozen=True)
class Room:
    """What a `room.py` declares as ROOM: where its `urls.py` stands, what leads to it from the
    menu, and how its rows of the audit trail are told, by their action.
    """

    address: str
    menu: MenuEntry | None = None
    recorded: dict[str, Promise] = field(default_factory=dict)


@cache
def rooms() -> dict[str, Room]:
    """Every room by the full name of its package."""
    return {name: import_module(f"{name}.room").ROOM for name in _names()}


def addresses() -> list[URLResolver]:
    """The addresses of every room, each under its own."""
    return [path(room.address, include(f"{name}.urls")) for name, room in rooms().items()]


def menu() -> list[MenuEntry]:
    """The entries of the main menu in their order."""
    entries = [room.menu for room in rooms().values() if room.menu]
    return sorted(entries, key=lambda entry: entry.place)


def recorded() -> dict[str, Promise]:
    """The words of every action that stands in the audit trail."""
    return {action: word for room in rooms().values() for action, word in room.recorded.items()}


def words() -> list[str]:
    """The modules with the rooms' own template filters."""
    return [f"{name}.words" for name in _names() if find_spec(f"{name}.words")]


def templates() -> list[Path]:
    """The folders with the rooms' own pages, in each a folder of the room's name."""
    folders = [Path(import_module(name).__path__[0]) / "templates" for name in _names()]
    return [folder for folder in folders if folder.is_dir()]


def office_apps() -> list[str]:
    """The rooms of the office that keep tables."""
    found = iter_modules(zhouji.office.__path__, "zhouji.office.")
    return [module.name for module in found if find_spec(f"{module.name}.apps")]


def _names() -> Iterator[str]:
    for module in iter_modules(zhouji.web.__path__, "zhouji.web."):
        if module.ispkg and find_spec(f"{module.name}.room"):
            yield module.name
