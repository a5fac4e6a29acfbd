"""Who may do what with a lead, and with a question to a department."""

from __future__ import annotations

from zhouji.office.accounts.permissions import SYSTEM, Permission, Role

_SEND = (Role.COUNTY, Role.CHECKER)
_HANDLE = (*_SEND, Role.TOWNSHIP)


class LeadRight(Permission):
    """The rights over leads, each with the roles that hold it."""

    VIEW = "leads.view", *_HANDLE, Role.LEADER, SYSTEM
    SEND = "leads.send", *_SEND
    ASK = "leads.ask", *_SEND
    TAKE = "leads.take", Role.TOWNSHIP
    HAND_BACK = "leads.hand_back", *_HANDLE
    CLOSE = "leads.close", *_HANDLE
    REOPEN = "leads.reopen", *_HANDLE
    APPLY = "leads.apply", SYSTEM


class QuestionRight(Permission):
    """The rights over questions, each with the roles that hold it."""

    VIEW = "questions.view", Role.DEPARTMENT
    ANSWER = "questions.answer", Role.DEPARTMENT
