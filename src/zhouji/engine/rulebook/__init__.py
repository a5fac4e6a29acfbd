"""The policies of a county as code: read, bound to a day, checked, their cases run."""

from zhouji.engine.rulebook.book import PolicyBook, load_policies
from zhouji.engine.rulebook.checking import CheckReport, check
from zhouji.engine.rulebook.errors import (
    BadChangeError,
    ContentRefusedError,
    NoSuchPolicyError,
    PoliciesError,
    TableFaultsError,
)

__all__ = [
    "BadChangeError",
    "CheckReport",
    "ContentRefusedError",
    "NoSuchPolicyError",
    "PoliciesError",
    "PolicyBook",
    "TableFaultsError",
    "check",
    "load_policies",
]
