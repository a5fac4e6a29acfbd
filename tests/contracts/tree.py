"""The project's own files and code, as the tests of the code look at them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "zhouji"
CONTENT = ROOT / "counties" / "pinghu"
WINGS = tuple(SOURCE / name for name in ("pool", "engine", "office"))


@cache
def modules() -> tuple[Path, ...]:
    """Every module that was written by hand."""
    return tuple(p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def rooms() -> list[Path]:
    """Every room: the packages of the wings, and those beside them."""
    beside = [SOURCE / name for name in ("base", "pipeline", "web", "demo", "cli")]
    within = [p for wing in WINGS for p in sorted(wing.iterdir()) if p.is_dir()]
    return [p for p in [*beside, *within] if (p / "__init__.py").is_file()]


@cache
def tracked() -> tuple[Path, ...]:
    """The files under version control that are there and are text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return tuple(p for p in paths if p.is_file() and b"\0" not in p.read_bytes()[:2000])


def lines() -> Iterator[tuple[str, str]]:
    """Place and text of every line of the tree."""
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
