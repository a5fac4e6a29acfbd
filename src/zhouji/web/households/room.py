"""Household files as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.web.rooms import Room

ROOM = Room(
    address="households/",
    recorded={
        "households.open": _("household file"),
        "households.history": _("what changed for a household"),
        "households.find": _("search for households"),
    },
)
