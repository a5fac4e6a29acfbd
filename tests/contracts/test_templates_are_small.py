"""Templates are read like code: no long lines, and what stands twice is a component."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from tests.contracts.tree import SOURCE, short

WIDTH = 160
LINES_OF_A_FRAGMENT = 3
ENDS_ONLY = re.compile(r"(?:\{% (?:end\w+|else|empty)[^%]*%\}|</\w+>|\s)*")

Fragment = tuple[str, ...]


def templates() -> list[Path]:
    return sorted((SOURCE / "web").rglob("*.html"))


def telling_lines(path: Path) -> list[str]:
    """The lines that say something: none that is empty or only ends what another began."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if not ENDS_ONLY.fullmatch(line)]


def fragments(path: Path) -> set[Fragment]:
    lines = telling_lines(path)
    starts = range(len(lines) - LINES_OF_A_FRAGMENT + 1)
    return {tuple(lines[at : at + LINES_OF_A_FRAGMENT]) for at in starts}


def test_no_line_of_a_template_is_longer_than_160_characters() -> None:
    long = [
        f"{short(path)}:{number} {len(line)}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > WIDTH
    ]
    assert not long, "break it between blocks or attributes, or make a component of a part"


def test_no_three_lines_stand_in_two_templates() -> None:
    places: dict[Fragment, list[str]] = defaultdict(list)
    for path in templates():
        for fragment in fragments(path):
            places[fragment].append(short(path))
    assert len(places) > 100
    twice = {fragment: found for fragment, found in places.items() if len(found) > 1}
    assert not twice, "make a component of it and include it in both"
