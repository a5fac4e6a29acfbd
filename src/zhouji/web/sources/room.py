"""Data sources as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.office.sources.rights import SourceRight
from zhouji.web.rooms import MenuEntry, Room

ROOM = Room(
    address="sources/",
    menu=MenuEntry(40, _("Data sources"), "sources", SourceRight.VIEW),
)
