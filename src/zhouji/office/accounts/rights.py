"""Who may see the audit trail and keep the users."""

from __future__ import annotations

from zhouji.office.accounts.permissions import SYSTEM, Permission, Role


class AccountRight(Permission):
    """The rights of this room, each with the roles that hold it."""

    AUDIT_VIEW = "audit.view", Role.AUDITOR
    USERS_MANAGE = "users.manage", Role.ADMIN, SYSTEM
