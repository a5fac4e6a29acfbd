"""Leads as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.office.leads.rights import LeadRight
from zhouji.web.rooms import MenuEntry, Room

ROOM = Room(
    address="leads/",
    menu=MenuEntry(20, _("Leads"), "leads", LeadRight.VIEW),
    recorded={
        "leads.list": _("list of leads"),
        "leads.open": _("a lead"),
        "leads.export": _("leads written out"),
        "leads.apply": _("findings of a run applied"),
        "leads.send": _("lead sent"),
        "leads.undo_send": _("sending undone"),
        "leads.take": _("lead taken on"),
        "leads.hand_back": _("lead handed back"),
        "leads.return": _("lead returned to the county"),
        "leads.reopen": _("lead reopened"),
        "leads.ask": _("department asked"),
        "leads.close": _("lead closed"),
    },
)
