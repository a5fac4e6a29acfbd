"""What all tests share; what one room's tests share stands in that room's own conftest.py."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

pytest_plugins = ["tests.report"]


def pytest_configure(config: pytest.Config) -> None:
    """Hash made-up users' passwords by the product's algorithm, but not for a quarter second each.

    The cost is there on purpose, and a test makes up to eight users.
    """
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 64  # kibibytes
    Argon2PasswordHasher.parallelism = 1
