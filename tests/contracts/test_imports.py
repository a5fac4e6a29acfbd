"""Which file imports which: no circles, and each heavy library in its own rooms.

Every import counts, also those inside functions and those for types alone: a reader goes round in
that circle just the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.contracts.tree import ROOT, SOURCE, modules, parsed, short

# Where a library may be imported, as files or folders below src/zhouji. Each new place is a
# decision: shorten the list, do not lengthen it.
ALLOWED = {
    "duckdb": {
        "pool/store",
        "pool/link",
        "engine/facts",
        "engine/rules/sql",
        "demo/pool_view.py",
    },
    "django": {"office", "web"},
    "pyspark": {"engine/rules/sql/by_spark.py"},
    "deltalake": {"pool/store"},
    "sqlglot": {"engine/facts/checks.py", "engine/rules/parse.py"},
    "python_calamine": {"pool/ingest"},
}


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def known() -> frozenset[str]:
    return frozenset(dotted(path) for path in modules())


def imports(path: Path) -> Iterator[str]:
    """Full names that a file imports, a name of a package as the module it stands for."""
    package = dotted(path) if path.name == "__init__.py" else dotted(path).rpartition(".")[0]
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in known() else base


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A circle of files, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        told: list[str] = found.args[1]
        return told
    return []


def test_no_file_imports_in_a_circle() -> None:
    graph = {dotted(path): set(imports(path)) & known() for path in modules()}
    assert sum(len(targets) for targets in graph.values()) > len(graph), "imports are seen"
    assert circle(graph) == []


def test_a_circle_would_be_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert not circle({"a": {"b", "c"}, "b": {"c"}, "d": {"a"}})


def is_within(path: Path, places: set[str]) -> bool:
    below = path.relative_to(SOURCE).as_posix()
    return any(below == place or below.startswith(f"{place}/") for place in places)


@pytest.mark.parametrize("library", ALLOWED)
def test_a_library_is_imported_in_its_rooms_alone(library: str) -> None:
    users = [
        path for path in modules() if library in {name.split(".")[0] for name in imports(path)}
    ]
    assert users
    assert [short(path) for path in users if not is_within(path, ALLOWED[library])] == []
    unused = {place for place in ALLOWED[library] if not any(is_within(u, {place}) for u in users)}
    assert unused == set(), "take them off the list"


def test_base_pool_and_engine_know_nothing_of_the_office() -> None:
    engine = [path for path in modules() if is_within(path, {"base", "pool", "engine"})]
    assert not [
        f"{short(path)}: {name}"
        for path in engine
        for name in imports(path)
        if name.split(".")[0] == "django" or name.startswith(("zhouji.office", "zhouji.web"))
    ]
