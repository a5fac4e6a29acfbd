"""Every dependency is declared, used, and has a page that says why."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from typing import Any

from tests.contracts.tree import ROOT, modules, parsed, short

DECISIONS = ROOT / "docs" / "decisions"
# Named by a setting, not by an import.
BY_NAME = {
    "argon2-cffi": "Argon2PasswordHasher",
    "django-axes": "axes.backends",
    "whitenoise": "whitenoise.middleware",
}
OPTIONAL = {"spark": "pyspark", "postgresql": "psycopg"}


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


@cache
def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def needed() -> set[str]:
    return {plain(one) for one in project()["dependencies"]}


@cache
def imported() -> dict[str, str]:
    """Distributions that the product imports, and one place where."""
    owners = packages_distributions()
    found: dict[str, str] = {}
    for path in modules():
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                if top in sys.stdlib_module_names or top == "zhouji":
                    continue
                for owner in owners.get(top, [top]):
                    found.setdefault(plain(owner), f"{short(path)}:{node.lineno}")
    return found


def test_what_the_product_imports_is_declared() -> None:
    declared = needed() | set(OPTIONAL.values())
    assert not {name: where for name, where in imported().items() if name not in declared}


def test_what_is_declared_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules())
    named = {name for name, sign in BY_NAME.items() if sign in text}
    assert not needed() - set(imported()) - named


def test_every_direct_dependency_has_a_decision_page() -> None:
    extras = [one for group in project()["optional-dependencies"].values() for one in group]
    pages = "\n".join(
        line
        for page in sorted(DECISIONS.glob("[0-9]*.md"))
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("Dependencies:")
    )
    told = set(re.findall(r"`([^`]+)`", pages))
    assert not (needed() | {plain(one) for one in extras}) - told
    assert not told - needed() - {plain(one) for one in extras}, "a page for what is gone"


def test_every_decision_says_what_why_what_else_and_how_to_drop_it() -> None:
    short_of = [
        page.name
        for page in sorted(DECISIONS.glob("[0-9]*.md"))
        if not {"## What", "## Why", "## What else was weighed", "## What it takes to drop it"}
        <= set(page.read_text(encoding="utf-8").splitlines())
    ]
    assert not short_of


def test_the_list_of_decisions_is_whole() -> None:
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert not [p.name for p in DECISIONS.glob("[0-9]*.md") if f"({p.name})" not in listed]
