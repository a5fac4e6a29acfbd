"""The entrance and the audit trail as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.office.accounts.rights import AccountRight
from zhouji.web.rooms import MenuEntry, Room

ROOM = Room(
    address="",
    menu=MenuEntry(60, _("Who looked"), "audit", AccountRight.AUDIT_VIEW),
    recorded={
        "audit.list": _("audit trail"),
        "users.add": _("user added"),
    },
)
