"""Who may read the policies: everybody who works here."""

from __future__ import annotations

from zhouji.office.accounts.permissions import Permission, Role


class PolicyRight(Permission):
    """The right of this room, with the roles that hold it."""

    VIEW = "policies.view", *Role
