"""What may follow what: one table of a lead's statuses; every status is written through it.

A lead is judged after its row is locked. Place is no part of the table: it is part of the query
that finds the lead (`access_leads`), so that a foreign lead answers like a missing one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.permissions import SYSTEM, Permission, Role
from zhouji.office.leads.errors import LeadMovedOnError
from zhouji.office.leads.models import Lead, Status
from zhouji.office.leads.rights import LeadRight


class Action(StrEnum):
    """What is done to a lead."""

    SEND = "send"
    UNDO = "undo"
    TAKE = "take"
    HAND_BACK = "hand_back"
    RETURN = "return"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    FLAG = "flag"


NEEDED: dict[Action, Permission] = {
    Action.SEND: LeadRight.SEND,
    Action.UNDO: LeadRight.SEND,
    Action.TAKE: LeadRight.TAKE,
    Action.HAND_BACK: LeadRight.HAND_BACK,
    Action.RETURN: LeadRight.TAKE,
    Action.CLOSE: LeadRight.CLOSE,
    Action.REOPEN: LeadRight.REOPEN,
    Action.WITHDRAW: LeadRight.APPLY,
    Action.FLAG: LeadRight.APPLY,
}


@dataclass(frozen=True)
class Case:
    """One lead and who wants something of it; `batch` names the sending that is to be undone."""

    lead: Lead
    by: Actor
    batch: str = ""


class Condition(StrEnum):
    """What else has to be so; its value is the sentence that tells it."""

    HOLDS_IT = "whoever acts holds it"
    CLOSED_IT = "whoever acts held it and closed it"
    A_COLLEAGUE_HOLDS_IT = "a colleague holds it"
    OWN_SENDING = "it stands in the very sending that is undone, and whoever undoes it sent it"
    NEVER_RETURNED = "no township returned it before"
    RETURNED_BEFORE = "a township returned it before"
    NEVER_REOPENED = "nobody reopened it"
    REOPENED = "somebody reopened it"


HOLDS: dict[Condition, Callable[[Case], bool]] = {
    Condition.HOLDS_IT: lambda case: _is_holder(case),
    Condition.CLOSED_IT: lambda case: _is_holder(case),
    Condition.A_COLLEAGUE_HOLDS_IT: lambda case: (
        case.lead.holder_id is not None and not _is_holder(case)
    ),
    Condition.OWN_SENDING: lambda case: (
        bool(case.batch)
        and case.lead.sending == case.batch
        and case.by.user_id is not None
        and case.lead.sent_by_id == case.by.user_id
    ),
    Condition.NEVER_RETURNED: lambda case: not case.lead.return_reason,
    Condition.RETURNED_BEFORE: lambda case: bool(case.lead.return_reason),
    Condition.NEVER_REOPENED: lambda case: case.lead.reopened_at is None,
    Condition.REOPENED: lambda case: case.lead.reopened_at is not None,
}


def _is_holder(case: Case) -> bool:
    return case.by.user_id is not None and case.lead.holder_id == case.by.user_id


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    action: Action
    start: Status
    end: Status
    roles: frozenset[str]
    conditions: tuple[Condition, ...] = ()

    def fits(self, case: Case) -> bool:
        return (
            case.lead.status == self.start
            and case.by.role in self.roles
            and all(HOLDS[condition](case) for condition in self.conditions)
        )


_COUNTY = frozenset({Role.COUNTY})
_OFFICES = frozenset({Role.COUNTY, Role.CHECKER})
_TOWNSHIP = frozenset({Role.TOWNSHIP})
_HANDLERS = _OFFICES | _TOWNSHIP
_RUN = frozenset({SYSTEM})
_A, _S, _C, _T = Action, Status, Condition, Transition

TABLE: tuple[Transition, ...] = (
    _T(_A.SEND, _S.NEW, _S.SENT, _OFFICES),
    _T(_A.SEND, _S.RETURNED, _S.SENT, _OFFICES),
    _T(_A.UNDO, _S.SENT, _S.NEW, _OFFICES, (_C.OWN_SENDING, _C.NEVER_RETURNED)),
    _T(_A.UNDO, _S.SENT, _S.RETURNED, _OFFICES, (_C.OWN_SENDING, _C.RETURNED_BEFORE)),
    _T(_A.TAKE, _S.SENT, _S.TAKEN, _TOWNSHIP),
    _T(_A.TAKE, _S.TAKEN, _S.TAKEN, _TOWNSHIP, (_C.HOLDS_IT,)),
    _T(_A.HAND_BACK, _S.TAKEN, _S.SENT, _HANDLERS, (_C.HOLDS_IT,)),
    _T(_A.HAND_BACK, _S.TAKEN, _S.SENT, _COUNTY, (_C.A_COLLEAGUE_HOLDS_IT,)),
    _T(_A.RETURN, _S.SENT, _S.RETURNED, _TOWNSHIP),
    _T(_A.RETURN, _S.TAKEN, _S.RETURNED, _TOWNSHIP, (_C.HOLDS_IT,)),
    _T(_A.CLOSE, _S.NEW, _S.CLOSED, _OFFICES),
    _T(_A.CLOSE, _S.RETURNED, _S.CLOSED, _OFFICES),
    _T(_A.CLOSE, _S.SENT, _S.CLOSED, _OFFICES),
    _T(_A.CLOSE, _S.TAKEN, _S.CLOSED, _HANDLERS, (_C.HOLDS_IT,)),
    _T(_A.REOPEN, _S.CLOSED, _S.NEW, _OFFICES),
    _T(_A.REOPEN, _S.CLOSED, _S.TAKEN, _TOWNSHIP, (_C.CLOSED_IT,)),
    _T(_A.WITHDRAW, _S.NEW, _S.CLOSED, _RUN, (_C.NEVER_REOPENED,)),
    _T(_A.FLAG, _S.NEW, _S.NEW, _RUN, (_C.REOPENED,)),
    _T(_A.FLAG, _S.SENT, _S.SENT, _RUN),
    _T(_A.FLAG, _S.TAKEN, _S.TAKEN, _RUN),
    _T(_A.FLAG, _S.RETURNED, _S.RETURNED, _RUN),
)


def allowed(action: Action, case: Case) -> Transition | None:
    """The row that allows it; None: it can't be done to this lead now, or not by this one."""
    return next((row for row in TABLE if row.action == action and row.fits(case)), None)


def move(action: Action, case: Case) -> Transition:
    """Bring the lead, locked by the caller, to where the action leads it; not saved yet.

    Who holds a lead follows from its status: the one who took it, nobody while it waits; a closed
    one keeps whom it was closed by while they held it.

    Raises:
        LeadMovedOnError: no row of the table allows it.
    """
    row = allowed(action, case)
    if row is None:
        raise LeadMovedOnError(
            f"lead {case.lead.pk} is {case.lead.status}; the role {case.by.role!r} may "
            f"{action} one that is {_starts(action, case.by.role)}"
        )
    if row.start != row.end:
        case.lead.status = row.end
        if row.end == Status.TAKEN:
            case.lead.holder_id = case.by.user_id
        elif row.end != Status.CLOSED:
            case.lead.holder_id = None
    return row


def _starts(action: Action, role: str) -> str:
    """From where a role may do it, in words."""
    rows = [row for row in TABLE if row.action == action and role in row.roles]
    told = (" and ".join((row.start, *row.conditions)) for row in rows)
    return "; or ".join(told) or "of another role"


_KEPT_WHERE_SAID = ("return_reason", "return_note", "close_reason", "close_note")


def as_it_stands(lead: Lead) -> dict[str, Any]:
    """What an event and the audit trail keep of a lead before it is changed."""
    due = lead.due.isoformat() if lead.due else None
    stands = {"status": lead.status, "due": due, "holder": lead.holder_id}
    told = {name: getattr(lead, name) for name in _KEPT_WHERE_SAID}
    return stands | {name: said for name, said in told.items() if said}
