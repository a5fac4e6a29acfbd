"""Where a lead stands is written by the table of transitions and by nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.contracts.tree import SOURCE, modules, parsed, short

TABLE = SOURCE / "office" / "leads" / "transitions.py"
OWNED = {"status", "holder", "holder_id"}
WRITERS = {"update", "Lead", "create", "get_or_create", "update_or_create", "setattr"}


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines that set a status or a holder, by assignment or by a call that writes rows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if node.attr in OWNED:
                yield node.lineno
        elif isinstance(node, ast.Call) and name_of(node.func) in WRITERS:
            named = {keyword.arg for keyword in node.keywords}
            said = {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
            if OWNED & (named | said):
                yield node.lineno


def name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_only_the_table_writes_where_a_lead_stands() -> None:
    rooms = [path for path in modules() if not {"base", "pool", "engine", "demo"} & set(path.parts)]
    found = {short(path): list(writes(parsed(path))) for path in rooms if path != TABLE}
    assert not {path: lines for path, lines in found.items() if lines}


def test_the_table_itself_writes_them() -> None:
    assert list(writes(parsed(TABLE)))
