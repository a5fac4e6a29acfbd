"""Policies as code: read, checked, screened, explained, simulated."""

from zhouji.engine.policies.book import PolicyBook, load_policies
from zhouji.engine.policies.checking import CheckReport, check
from zhouji.engine.policies.errors import (
    BadChangeError,
    ContentRefusedError,
    NoSuchPolicyError,
    PoliciesError,
    TableFaultsError,
)
from zhouji.engine.policies.explain import explain_household
from zhouji.engine.policies.findings import findings
from zhouji.engine.policies.results import PolicyResult, Screening
from zhouji.engine.policies.screen_table import TableScreening, screen_table
from zhouji.engine.policies.screening import screen
from zhouji.engine.policies.simulate import Simulation, simulate
from zhouji.engine.policies.wide import wide

__all__ = [
    "BadChangeError",
    "CheckReport",
    "ContentRefusedError",
    "NoSuchPolicyError",
    "PoliciesError",
    "PolicyBook",
    "PolicyResult",
    "Screening",
    "Simulation",
    "TableFaultsError",
    "TableScreening",
    "check",
    "explain_household",
    "findings",
    "load_policies",
    "screen",
    "screen_table",
    "simulate",
    "wide",
]
