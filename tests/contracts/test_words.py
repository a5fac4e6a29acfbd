"""What is written down is true: commands, settings, generated pages, links."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import typer

from tests.contracts.tree import ROOT, modules, short, tracked
from zhouji.cli.main import app

DOCS = ROOT / "docs"


def commands() -> dict[str, str]:
    """Every command and its help."""

    def walk(command: object, name: str) -> dict[str, str]:
        below = getattr(command, "commands", None)
        if below is None:
            return {name: getattr(command, "help", None) or ""}
        found: dict[str, str] = {}
        for word, one in below.items():
            found |= walk(one, f"{name} {word}")
        return found

    return walk(typer.main.get_command(app), "zhouji")


def test_every_command_shows_an_example_of_itself() -> None:
    assert not [name for name, text in commands().items() if f"Example: {name} " not in f"{text} "]


def test_every_command_speaks_json() -> None:
    said = {
        part.split("\n")[0]
        for part in (DOCS / "commands.md").read_text(encoding="utf-8").split("\n## ")
        if "`--json`" in part
    }
    assert set(commands()) - said == {"zhouji serve"}


def test_the_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/build.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_documented() -> None:
    told = (DOCS / "settings.md").read_text(encoding="utf-8")
    files = [*modules(), ROOT / "Makefile", *(ROOT / "tests").rglob("*.py")]
    used = {
        (name, short(path))
        for path in files
        for name in re.findall(r"ZHOUJI_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert not {(name, where) for name, where in used if f"`{name}`" not in told}


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert targets
    told = set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))
    assert not set(targets[1].split()) - told


@pytest.mark.parametrize("page", [p for p in tracked() if p.suffix == ".md"], ids=short)
def test_links_between_pages_lead_somewhere(page: object) -> None:
    from pathlib import Path

    assert isinstance(page, Path)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert not [link for link in inside if not (page.parent / link).exists()]
