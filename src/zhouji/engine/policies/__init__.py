"""Policies as code: read, checked, screened, explained, simulated."""

from zhouji.engine.policies.book import PolicyBook, load_policies
from zhouji.engine.policies.checking import CheckReport, check

__all__ = ["CheckReport", "PolicyBook", "check", "load_policies"]
