"""Who may see which data come in."""

from __future__ import annotations

from zhouji.office.accounts.permissions import Permission, Role


class SourceRight(Permission):
    """The rights of this room, each with the roles that hold it."""

    VIEW = (
        "sources.view",
        Role.COUNTY,
        Role.CHECKER,
        Role.DEPARTMENT,
        Role.LEADER,
        Role.AUDITOR,
        Role.ADMIN,
    )
