"""Who may open the file of a household."""

from __future__ import annotations

from zhouji.office.accounts.permissions import SYSTEM, Permission, Role


class HouseholdRight(Permission):
    """The rights of this room, each with the roles that hold it."""

    VIEW = "households.view", Role.COUNTY, Role.CHECKER, Role.TOWNSHIP, SYSTEM
