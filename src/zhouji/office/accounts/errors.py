"""What can go wrong in accounts.

ZhoujiError
└── AccountsError
    ├── NotAllowedError     this role may not do this
    ├── AuditBrokenError    the audit row could not be written, so nothing is shown or changed
    ├── UserExistsError     a user of this name is somebody else
    └── NotMadeUpError      demo users are only for a made-up pool
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class AccountsError(ZhoujiError):
    """Something about a user, a right or the audit trail."""


class NotAllowedError(AccountsError):
    """This role may not do this."""


class AuditBrokenError(AccountsError):
    """The audit row could not be written, so nothing is shown or changed."""


class UserExistsError(AccountsError):
    """A user of this name is somebody else."""


class NotMadeUpError(AccountsError):
    """Demo users are only for a made-up pool."""
