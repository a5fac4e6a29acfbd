"""The workbench as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.web.rooms import MenuEntry, Room
from zhouji.web.workbench.rights import WorkbenchRight

ROOM = Room(
    address="workbench/",
    menu=MenuEntry(10, _("Workbench"), "workbench", WorkbenchRight.VIEW),
)
