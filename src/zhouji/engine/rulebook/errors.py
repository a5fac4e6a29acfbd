"""What can go wrong with policies: content that does not hold, tables that do not fit.

ZhoujiError
├── Faults (base)         every fault of a content folder, told together
└── PoliciesError
    ├── ContentRefusedError   a screening was asked of content that has faults
    ├── NoSuchPolicyError     a policy, parameter or unit that is not there
    ├── BadChangeError        a changed parameter that does not fit
    └── TableFaultsError      the tables handed in do not fit the policies
"""

from __future__ import annotations

from zhouji.base.errors import Faults, ZhoujiError


class PoliciesError(ZhoujiError):
    """Something is wrong with policies or with what was asked of them."""


class ContentRefusedError(Faults, PoliciesError):
    """The policies have faults, so that nothing is screened with them."""


class NoSuchPolicyError(PoliciesError):
    """A policy code or a parameter name that the content does not have, or not on that day."""


class BadChangeError(PoliciesError):
    """A changed parameter value that is not of the parameter's kind."""


class TableFaultsError(Faults, PoliciesError):
    """The tables handed in do not fit: missing columns, doubtful types, keys that do not meet."""
