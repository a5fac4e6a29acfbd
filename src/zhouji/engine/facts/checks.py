"""Checks a fact's SQL: one SELECT, subject by subject, from the declared datasets, no way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from zhouji.base.errors import Fault
from zhouji.engine.facts.models import Fact

DUCKDB = sqlglot.Dialect.get_or_raise("duckdb")
HEADER = re.compile(r"\A(?:--[^\r\n]*\n)+")
SUBJECT_COLUMNS = ("person_id", "household_id")
BASE_VIEWS = ("persons", "members", "households")
MACROS = ("as_of", "fresh", "last_month", "window_start", "window_end")
N = TypeVar("N", bound=exp.Expr)
FUNCTIONS = frozenset(
    {
        *("abs", "floor", "greatest", "least", "mod", "round", "nullif", "coalesce", "case", "if"),
        *("and", "or", "xor", "between", "cast", "lower", "upper", "length"),
        *("count", "sum", "min", "max", "avg", "row_number", "rank", "dense_rank"),
        *("year", "month", "day", "date_add", "date_sub", "make_date", "datefromparts"),
    }
)
NODES_REFUSED: tuple[tuple[type[exp.Expression], str, str], ...] = (
    (exp.Limit, "LIMIT picks over everything", "use ROW_NUMBER() OVER (PARTITION BY subject …)"),
    (exp.Offset, "OFFSET picks over everything", "use ROW_NUMBER() OVER (PARTITION BY subject …)"),
    (exp.Fetch, "FETCH picks over everything", "use ROW_NUMBER() OVER (PARTITION BY subject …)"),
    (exp.TableSample, "a sample is not the same twice", "take the sample out"),
    (exp.Exists, "EXISTS looks at other subjects", "LEFT JOIN by the subject"),
    (exp.Except, "EXCEPT is not needed for a fact", "LEFT JOIN by the subject"),
    (exp.Intersect, "INTERSECT is not needed for a fact", "JOIN by the subject"),
    (exp.Lateral, "LATERAL is not needed for a fact", "JOIN by the subject"),
    (exp.Parameter, "no parameters here", "figures belong into parameter files"),
    (exp.Placeholder, "no placeholders here", "figures belong into parameter files"),
)


def check_sql(fact: Fact) -> list[Fault]:
    """Every reason why this SQL may not run; empty when it may."""
    try:
        statements = DUCKDB.parse(_without_header(fact.sql))
    except (ParseError, TokenError) as wrong:
        line = wrong.errors[0].get("line") if isinstance(wrong, ParseError) else None
        return [Fault(f"{fact.file}:{line or 1}", "not SQL", "correct the statement")]
    found = [statement for statement in statements if statement is not None]
    if len(found) != 1 or not isinstance(found[0], exp.Select):
        return [Fault(fact.file, "not a single SELECT", "keep one SELECT (WITH … is fine)")]
    tree = _Tree(found[0])
    faults = [*_refused(fact, tree), *_tables(fact, tree), *_functions(fact, tree)]
    faults += [*_subject_local(fact, tree), *_windows_of_months(fact, tree)]
    return faults


def _without_header(sql: str) -> str:
    """The statement on the lines where it stands; comments above it are not read again."""
    return HEADER.sub(lambda header: "\n" * header[0].count("\n"), sql)


class _Tree:
    """A statement walked once: its nodes by kind, in the order in which walking meets them."""

    def __init__(self, statement: exp.Expression) -> None:
        self._nodes = list(statement.walk())
        self._kinds = {type(node) for node in self._nodes}

    def find_all(self, kind: type[N]) -> list[N]:
        if not any(issubclass(one, kind) for one in self._kinds):
            return []
        return [node for node in self._nodes if isinstance(node, kind)]


def _refused(fact: Fact, tree: _Tree) -> Iterator[Fault]:
    for kind, what, mend in NODES_REFUSED:
        for node in tree.find_all(kind):
            yield Fault(_at(fact, node), what, mend)
    for node in tree.find_all(exp.In):
        if node.args.get("query") is not None:
            yield Fault(_at(fact, node), "IN (SELECT …) looks at others", "JOIN by the subject")
    for node in tree.find_all(exp.Subquery):
        if not isinstance(node.parent, exp.From | exp.Join):
            yield Fault(_at(fact, node), "a subquery as a value", "LEFT JOIN by the subject")


def _tables(fact: Fact, tree: _Tree) -> Iterator[Fault]:
    named = {cte.alias for cte in tree.find_all(exp.CTE)}
    for cte in named & {*fact.header.reads, *BASE_VIEWS}:
        yield Fault(fact.file, f"WITH {cte} hides the view of that name", "name it otherwise")
    used: set[str] = set()
    for table in tree.find_all(exp.Table):
        plain = isinstance(table.this, exp.Identifier) and not table.db and not table.catalog
        used.add(table.name)
        if not plain or table.name not in {*fact.header.reads, *BASE_VIEWS, *named}:
            what = f"reads {table.name or 'a function'}, which is not declared"
            yield Fault(_at(fact, table), what, "declare the dataset in `reads`")
    for name in fact.header.reads:
        if name not in used:
            what = f"dataset {name} is declared but not read"
            yield Fault(fact.file, what, "take it out of `reads`")


def _functions(fact: Fact, tree: _Tree) -> Iterator[Fault]:
    for node in tree.find_all(exp.Func):
        name = node.name.lower() if isinstance(node, exp.Anonymous) else node.key
        allowed = {*FUNCTIONS, *(MACROS if isinstance(node, exp.Anonymous) else ())}
        known = {name, *(each.lower() for each in type(node).sql_names())}
        if isinstance(node, exp.Anonymous):
            known = {name}
        if not known & allowed:
            what = f"function {name} is not allowed in facts"
            yield Fault(_at(fact, node), what, f"use one of: {', '.join(sorted(FUNCTIONS))}")


def _subject_local(fact: Fact, tree: _Tree) -> Iterator[Fault]:
    aggregating = _aggregating(tree)
    for window in tree.find_all(exp.Window):
        if not _names_subject(window.args.get("partition_by") or []):
            what = "a window over all subjects"
            yield Fault(_at(fact, window), what, "PARTITION BY person_id or household_id")
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if id(select) in aggregating and not (group and _names_subject(group.expressions)):
            what = "an aggregate over all subjects"
            yield Fault(_at(fact, select), what, "GROUP BY person_id or household_id")
        for join in select.args.get("joins") or []:
            if not _joins_by_subject(join):
                what = "a join that is not by the subject"
                yield Fault(_at(fact, join), what, "JOIN … ON a.person_id = b.person_id")


def _names_subject(parts: list[exp.Expression]) -> bool:
    return any(isinstance(part, exp.Column) and part.name in SUBJECT_COLUMNS for part in parts)


def _aggregating(tree: _Tree) -> set[int]:
    """The SELECTs, by identity, that aggregate themselves, not in a window."""
    return {
        id(node.find_ancestor(exp.Select))
        for node in tree.find_all(exp.AggFunc)
        if node.find_ancestor(exp.Window) is None
    }


def _joins_by_subject(join: exp.Join) -> bool:
    if any(part.name in SUBJECT_COLUMNS for part in join.args.get("using") or []):
        return True
    condition = join.args.get("on")
    if condition is None:
        return False
    parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
    return any(
        isinstance(part, exp.EQ)
        and isinstance(part.left, exp.Column)
        and isinstance(part.right, exp.Column)
        and part.left.name == part.right.name
        and part.left.name in SUBJECT_COLUMNS
        for part in parts
    )


def _windows_of_months(fact: Fact, tree: _Tree) -> Iterator[Fault]:
    """What moves with a dataset's newest month must be declared, or updates would miss it."""
    for call in tree.find_all(exp.Anonymous):
        name = call.name.lower()
        if name not in MACROS or name == "as_of":
            continue
        given = call.expressions
        if not given or not isinstance(given[0], exp.Literal) or not given[0].is_string:
            yield Fault(_at(fact, call), f"{name} of what?", f"write {name}('dataset')")
            continue
        read = fact.header.reads.get(given[0].name)
        if read is None:
            what = f"{name}('{given[0].name}') is of a dataset that is not declared"
            yield Fault(_at(fact, call), what, "declare it in `reads`")
        elif name != "fresh" and read.window_months is None:
            what = f"{name}('{given[0].name}') without window_months"
            yield Fault(_at(fact, call), what, "declare window_months and by in `reads`")
        elif name == "window_start" and (
            len(given) != 2 or given[1].name != str(read.window_months)
        ):
            what = f"the window of {given[0].name} is not the declared {read.window_months} months"
            yield Fault(_at(fact, call), what, "write the same number in both places")


def _at(fact: Fact, node: Any) -> str:
    for part in node.walk():
        line = part.meta.get("line")
        if line is not None:
            return f"{fact.file}:{line}"
    return fact.file
