"""Which role may do what: one table, read top to bottom."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The posts of a county's assistance work."""

    COUNTY = "county", _("County officer")
    CHECKER = "checker", _("Verification clerk")
    DEPARTMENT = "department", _("Department clerk")
    TOWNSHIP = "township", _("Township worker")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Permission(StrEnum):
    """Something a role may do; every page and every action names exactly one."""

    WORKBENCH = "workbench"
    LEADS_VIEW = "leads.view"
    LEADS_SEND = "leads.send"
    LEADS_ASK = "leads.ask"
    LEADS_CLOSE = "leads.close"
    LEADS_APPLY = "leads.apply"
    HOUSEHOLDS_VIEW = "households.view"
    SOURCES_VIEW = "sources.view"
    POLICIES_VIEW = "policies.view"
    AUDIT_VIEW = "audit.view"
    USERS_MANAGE = "users.manage"


class Purpose(models.TextChoices):
    """Why somebody opens the file of a household; kept with every row of the audit trail."""

    LEAD = "lead", _("Handling a lead")
    VISIT = "visit", _("Preparing a home visit")
    CHECK = "check", _("Checking economic facts")
    ENQUIRY = "enquiry", _("Answering the household's own enquiry")
    SUPERVISION = "supervision", _("Supervision or audit")
    SYSTEM = "system", _("Work of the system itself")


CHOSEN_PURPOSES = tuple(choice for choice in Purpose if choice != Purpose.SYSTEM)

USUAL_PURPOSE: dict[str, str] = {Role.AUDITOR: Purpose.SUPERVISION}

_P = Permission
_COMMON = frozenset({_P.WORKBENCH, _P.POLICIES_VIEW})
_HANDLES = frozenset({_P.LEADS_VIEW, _P.LEADS_CLOSE, _P.HOUSEHOLDS_VIEW})
_SENDS = frozenset({_P.LEADS_SEND, _P.LEADS_ASK, _P.SOURCES_VIEW})

MAY: dict[str, frozenset[Permission]] = {
    Role.COUNTY: _COMMON | _HANDLES | _SENDS,
    Role.CHECKER: _COMMON | _HANDLES | _SENDS,
    Role.DEPARTMENT: _COMMON | {_P.LEADS_VIEW, _P.SOURCES_VIEW},
    Role.TOWNSHIP: _COMMON | _HANDLES,
    Role.LEADER: _COMMON | {_P.LEADS_VIEW, _P.SOURCES_VIEW},
    Role.AUDITOR: _COMMON | {_P.AUDIT_VIEW, _P.SOURCES_VIEW},
    Role.ADMIN: _COMMON | {_P.USERS_MANAGE, _P.SOURCES_VIEW},
    "system": frozenset({_P.LEADS_APPLY, _P.LEADS_VIEW, _P.USERS_MANAGE, _P.HOUSEHOLDS_VIEW}),
}
