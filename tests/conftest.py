"""Loads the counting plugin; what one room's tests share stands in that room's own conftest.py."""

pytest_plugins = ["tests.report"]
