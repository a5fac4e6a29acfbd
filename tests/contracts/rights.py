"""Every right that a room says, as the tests of pages and rights look at them."""

from __future__ import annotations

from importlib import import_module

from tests.contracts.tree import SOURCE
from zhouji.office.accounts.permissions import Permission


def rights() -> list[Permission]:
    """The rights of every room, of the office and of the pages."""
    files = sorted(SOURCE.glob("*/*/rights.py"))
    modules = [import_module(f"zhouji.{f.parts[-3]}.{f.parts[-2]}.rights") for f in files]
    kinds = [kind for module in modules for kind in vars(module).values() if _says_rights(kind)]
    return [right for kind in kinds for right in kind]


def _says_rights(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Permission) and kind is not Permission


def held_by(role: str) -> set[Permission]:
    """What a role may do."""
    return {right for right in rights() if role in right.held_by}
