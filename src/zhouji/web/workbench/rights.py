"""Who may open the workbench: everybody who works here."""

from __future__ import annotations

from zhouji.office.accounts.permissions import Permission, Role


class WorkbenchRight(Permission):
    """The right of this room, with the roles that hold it."""

    VIEW = "workbench", *Role
