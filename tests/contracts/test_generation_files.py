"""Only the rooms that write a generation's files know how these are called and open them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.contracts.tree import modules, parsed, rooms, short

NAMES = {
    r"^(meta\.json|leads\.applied|CURRENT|results_\w+|\.building-.*)$": ["generation"],
    r"^__(known|true|fen)$": ["generation"],
    r"^facts_(persons|households)$": ["facts"],
    r"^link\.json$": ["link"],
    r"^(?!(accepted|refused)\.).*\.arrow$": ["store", "link", "generation"],
}
OPENERS = {"read_arrow", "write_arrow", "open_layered", "mapped_view", "share"}
OPEN_THEM = {"store", "link", "facts", "generation"}


def room_of(path: Path) -> str:
    return next((room.name for room in rooms() if path.is_relative_to(room)), "")


def texts() -> Iterator[tuple[Path, int, str]]:
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.lineno, node.value


def test_no_other_room_knows_the_names_of_a_generation_s_files() -> None:
    told = [
        f"{short(path)}:{line} {text!r}"
        for path, line, text in texts()
        for name, owners in NAMES.items()
        if re.match(name, text) and room_of(path) not in owners
    ]
    assert not told, "ask engine/generation: it has a typed reader"


def test_no_other_room_opens_a_generation_s_files() -> None:
    told = [
        f"{short(path)}:{node.lineno} {alias.name}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zhouji.pool.store")
        for alias in node.names
        if alias.name in OPENERS and room_of(path) not in OPEN_THEM
    ]
    assert not told, "ask engine/generation: it has a typed reader"
