"""Requests to a department as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhouji.office.leads.rights import QuestionRight
from zhouji.web.rooms import MenuEntry, Room

ROOM = Room(
    address="questions/",
    menu=MenuEntry(30, _("Requests to my department"), "questions", QuestionRight.VIEW),
    recorded={
        "questions.list": _("list of questions to a department"),
        "questions.open": _("a question to a department"),
        "questions.identify": _("full name and ID number shown to a department"),
        "questions.answer": _("department's answer"),
    },
)
