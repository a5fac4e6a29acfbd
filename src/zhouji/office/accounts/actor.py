"""Who acts: a user with role, place, department and purpose, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhouji.office.accounts.errors import NotAllowedError
from zhouji.office.accounts.permissions import SYSTEM, USUAL_PURPOSE, Permission, Purpose

if TYPE_CHECKING:
    from zhouji.office.accounts.models import User


@dataclass(frozen=True)
class Actor:
    """Asked for by every action and every query of a named person."""

    user_id: int | None
    username: str
    role: str
    area: str = ""
    department: str = ""
    purpose: str = Purpose.LEAD

    @classmethod
    def of(cls, user: User, purpose: str = "") -> Actor:
        """A user at work; without a chosen purpose, the one that goes with the role."""
        purpose = purpose or USUAL_PURPOSE.get(user.role, Purpose.LEAD)
        return cls(user.pk, user.username, user.role, user.area, user.department, purpose)

    @classmethod
    def system(cls, name: str = "system") -> Actor:
        """The pipeline or a command, acting without a person."""
        return cls(None, name, SYSTEM, purpose=Purpose.SYSTEM)

    def may(self, permission: Permission) -> bool:
        return self.role in permission.held_by

    def must(self, permission: Permission) -> None:
        """Raises NotAllowedError where the role lacks the permission."""
        if not self.may(permission):
            raise NotAllowedError(
                f"the role {self.role!r} may not do {permission.value}; ask somebody who may"
            )
