"""The posts, what a right is, and the purposes; each room says its own rights in `rights.py`."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

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


SYSTEM = "system"  # the pipeline or a command, acting without a person


class Permission(StrEnum):
    """Something that some roles may do; every page and every action names exactly one.

    A room says its own in its `rights.py`: a class of these, a line a right, with code and roles.
    """

    held_by: frozenset[str]

    def __new__(cls, code: str, *roles: str) -> Self:
        right = str.__new__(cls, code)
        right._value_ = code
        right.held_by = frozenset(roles)
        return right


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
