"""Content folders for tests: the small example, copied and changed in one place."""

from __future__ import annotations

import shutil
from pathlib import Path

from zhouji.base.errors import Fault, Faults
from zhouji.engine.rulebook import load_policies

EXAMPLE = Path(__file__).parents[3] / "examples" / "small"


def small(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the small example; each change is a file, what stands there, what shall."""
    copy = folder / "content"
    shutil.copytree(EXAMPLE, copy)
    for file, old, new in changes:
        path = copy / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def line_of(folder: Path, file: str, text: str) -> int:
    """The line on which a text stands first."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def faults_of(folder: Path) -> list[Fault]:
    """The faults that loading a folder tells; none if it loads."""
    try:
        load_policies(folder)
    except Faults as faults:
        return faults.faults
    return []
