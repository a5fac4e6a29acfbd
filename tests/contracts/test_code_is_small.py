"""The code keeps to its sizes and names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.contracts.tree import WINGS, modules, parsed, rooms, short

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50
ROOMS_OF_A_WING = 9
WORDS_WITHOUT_AN_IDEA = {"utils", "util", "helpers", "helper", "manager", "managers", "misc"}


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{short(path)}:{node.lineno} {node.name}", node


def test_no_module_is_longer_than_400_lines() -> None:
    long = {short(p): n for p in modules() if (n := len(p.read_text().splitlines())) > 400}
    assert not long, f"what is the second idea in each? {long}"


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{where}: {size}"
        for where, node in functions()
        if (size := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
    ]
    assert not long


def test_every_module_says_in_its_docstring_what_it_is_for() -> None:
    silent = [
        short(p)
        for p in modules()
        if p.read_text(encoding="utf-8").strip() and not ast.get_docstring(parsed(p))
    ]
    assert not silent


def test_no_module_is_named_for_nothing_in_particular() -> None:
    assert not [short(p) for p in modules() if p.stem in WORDS_WITHOUT_AN_IDEA]


def test_every_room_says_what_comes_in_what_goes_out_and_what_it_never_does() -> None:
    silent = [short(room) for room in rooms() if not (room / "README.md").is_file()]
    assert not silent, f"write a README.md: {silent}"


def test_no_wing_has_more_than_nine_rooms() -> None:
    for wing in WINGS:
        assert sum(room.parent == wing for room in rooms()) <= ROOMS_OF_A_WING, wing.name


def test_nothing_in_the_product_prints() -> None:
    prints = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"print", "breakpoint", "input"}
    ]
    assert not prints, "commands speak through cli/output.py, rooms through logging"


def test_every_error_derives_from_the_one_of_the_house() -> None:
    import importlib
    import inspect

    from zhouji.base.errors import ZhoujiError

    strangers = []
    for path in modules():
        if path.name != "errors.py":
            continue
        name = ".".join(path.with_suffix("").parts[path.parts.index("zhouji") :])
        for _, found in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            own = found.__module__ == name and issubclass(found, Exception)
            if own and not issubclass(found, ZhoujiError):
                strangers.append(f"{name}.{found.__name__}")
    assert not strangers
