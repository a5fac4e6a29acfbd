"""Each room of the pages brings what is its own; a new one is found without a list of rooms."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

import zhouji.web
from tests.contracts.access import reviewed
from tests.contracts.addresses import addresses, walk
from tests.contracts.tree import SOURCE
from zhouji.web import rooms

WEB = SOURCE / "web"
NEW = {
    "__init__.py": '"""A room that was not there before."""\n',
    "room.py": """
from django.utils.translation import gettext_lazy as _
from zhouji.office.leads.rights import LeadRight
from zhouji.web.rooms import MenuEntry, Room

ROOM = Room(
    address="cases/",
    menu=MenuEntry(25, _("Leads"), "cases", LeadRight.VIEW),
    recorded={"cases.open": _("a lead")},
)
""",
    "urls.py": """
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("<id:number>/", lambda request, number: HttpResponse(), name="case")]
""",
    "words.py": "from django import template\n\nregister = template.Library()\n",
}


@pytest.fixture
def new_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A folder that somebody put beside the rooms, with one page that nobody thought through."""
    (tmp_path / "cases_new").mkdir()
    for name, text in NEW.items():
        (tmp_path / "cases_new" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(zhouji.web, "__path__", [*zhouji.web.__path__, str(tmp_path)])
    rooms.rooms.cache_clear()
    yield "zhouji.web.cases_new"
    rooms.rooms.cache_clear()
    for module in [name for name in sys.modules if name.startswith("zhouji.web.cases_new")]:
        del sys.modules[module]


def test_a_new_room_is_found_with_all_it_brings(new_room: str) -> None:
    assert new_room in rooms.rooms()
    assert [entry.route for entry in rooms.menu()][1:4] == ["leads", "cases", "questions"]
    assert "cases.open" in rooms.recorded()
    assert f"{new_room}.words" in rooms.words()


def test_an_address_of_a_new_room_fails_until_it_has_a_right_and_a_reviewed_row(
    new_room: str,
) -> None:
    (one,) = [one for one in walk(rooms.addresses()) if one.name == "case"]
    assert one.pattern == "/cases/<id:number>/"
    assert one.permission == ""
    assert not [address for address, _, _ in reviewed() if address == one.pattern]


def test_every_folder_with_addresses_is_a_room_and_every_address_stands_in_one() -> None:
    found = {f"zhouji.web.{file.parent.name}" for file in WEB.glob("*/urls.py")}
    assert found == set(rooms.rooms())
    strangers = [
        one.name for one in addresses() if one.view.__module__.rpartition(".")[0] not in found
    ]
    assert not strangers, "a view stands in the folder of its room"


def test_a_room_keeps_its_pages_under_its_own_name() -> None:
    assert {folder.parent for folder in rooms.templates()} == {
        WEB / name.rpartition(".")[2] for name in rooms.rooms()
    }
    for folder in rooms.templates():
        assert [inner.name for inner in folder.iterdir()] == [folder.parent.name]


def test_rooms_do_not_take_each_other_s_address_place_or_words() -> None:
    every = list(rooms.rooms().values())
    assert len({room.address for room in every}) == len(every)
    places = [entry.place for entry in rooms.menu()]
    assert len(places) == len(set(places))
    assert sum(len(room.recorded) for room in every) == len(rooms.recorded())


def test_the_menu_asks_for_the_right_that_its_page_asks_for() -> None:
    asked = {one.name: one.permission for one in addresses()}
    assert {entry.route: entry.right.value for entry in rooms.menu()} == {
        entry.route: asked[entry.route] for entry in rooms.menu()
    }


def test_every_room_of_the_office_with_tables_is_installed() -> None:
    kept = {f"zhouji.office.{file.parent.name}" for file in SOURCE.glob("office/*/models.py")}
    assert kept <= set(settings.INSTALLED_APPS)
