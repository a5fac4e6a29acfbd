"""The policy library as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.web.policies.rights import PolicyRight
from zhouji.web.rooms import MenuEntry, Room

ROOM = Room(
    address="policies/",
    menu=MenuEntry(50, _("Policies"), "policies", PolicyRight.VIEW),
)
