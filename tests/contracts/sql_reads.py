"""What each field of a fact's SELECT reads, followed through its SQL: shares no code with src."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlglot
from sqlglot import exp

# Made from the newest register by linking; an id alone says nothing of a person.
BASE_VIEWS = frozenset({"persons", "members", "households"})
IDS = frozenset({"person_id", "household_id"})
OF_DATASETS = frozenset({"fresh", "last_month", "window_start", "window_end"})


def datasets_by_field(file: Path, datasets: frozenset[str]) -> dict[str, frozenset[str]]:
    """For every column of a fact file's SELECT: the datasets whose rows can change it."""
    tree = sqlglot.parse_one(file.read_text(encoding="utf-8"), dialect="duckdb")
    assert isinstance(tree, exp.Select)
    named = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    return {
        column.alias_or_name: frozenset(_of_column(tree, column, named, datasets, set()))
        for column in tree.expressions
    }


def _of_column(
    select: exp.Expression,
    column: exp.Expression,
    named: dict[str, exp.Expression],
    datasets: frozenset[str],
    seen: set[tuple[int, str]],
) -> Iterator[str]:
    """Datasets behind one expression of a SELECT: its columns, and what chooses its rows."""
    if isinstance(select, exp.SetOperation):
        place = next(
            i for i, one in enumerate(select.selects) if one.alias_or_name == column.alias_or_name
        )
        for side in (select.this, select.expression):
            side = side.unnest()
            yield from _of_column(side, side.selects[place], named, datasets, seen)
        return
    key = (id(select), column.alias_or_name)
    if key in seen:
        return
    seen.add(key)
    known = _sources(select)
    chosen = [select.args.get(part) for part in ("where", "group", "having", "qualify")]
    first = select.args.get("from_") or select.args["from"]
    wanted = {first.this.alias_or_name}
    inner = [join for join in select.args.get("joins") or [] if join.side != "LEFT"]
    wanted |= {join.this.alias_or_name for join in inner}
    asked = [column, *(part for part in chosen if part is not None)]
    asked += [join.args["on"] for join in inner if join.args.get("on") is not None]
    for expression in asked:
        yield from _told_of(expression, datasets)
        for found in expression.find_all(exp.Column):
            alias = found.table or _only_source(known, found, named)
            if alias is None:
                continue
            wanted.add(alias)
            yield from _behind(known[alias], found.name, named, datasets, seen)
    for alias in wanted:
        yield from _rows_of(known[alias], named, datasets, seen)


def _told_of(expression: exp.Expression, datasets: frozenset[str]) -> Iterator[str]:
    for call in expression.find_all(exp.Anonymous):
        if call.name.lower() in OF_DATASETS and call.expressions:
            yield from {call.expressions[0].name} & datasets


def _sources(select: exp.Expression) -> dict[str, exp.Expression]:
    first = select.args.get("from_") or select.args["from"]
    parts = [first.this, *(join.this for join in select.args.get("joins") or [])]
    return {part.alias_or_name: part for part in parts}


def _only_source(
    known: dict[str, exp.Expression], column: exp.Column, named: dict[str, exp.Expression]
) -> str | None:
    """Whose an unqualified column is; a SELECT of several qualifies it or it is an own alias."""
    if len(known) == 1:
        return next(iter(known))
    giving = [
        alias
        for alias, part in known.items()
        if (inner := _inner(part, named)) is not None and column.name in inner.named_selects
    ]
    return giving[0] if giving else None


def _inner(part: exp.Expression, named: dict[str, exp.Expression]) -> exp.Expression | None:
    """The SELECT behind a table's name or a subquery; None for a dataset."""
    if isinstance(part, exp.Subquery):
        return part.this
    return named.get(part.name)


def _behind(
    part: exp.Expression,
    column: str,
    named: dict[str, exp.Expression],
    datasets: frozenset[str],
    seen: set[tuple[int, str]],
) -> Iterator[str]:
    inner = _inner(part, named)
    if inner is None:
        of_register = part.name in BASE_VIEWS and column not in IDS
        yield from {"register" if of_register else part.name} & datasets
        return
    for one in inner.selects:
        if one.alias_or_name == column or isinstance(one, exp.Star):
            yield from _of_column(inner, one, named, datasets, seen)


def _rows_of(
    part: exp.Expression,
    named: dict[str, exp.Expression],
    datasets: frozenset[str],
    seen: set[tuple[int, str]],
) -> Iterator[str]:
    """What decides which rows a source has: any column of it, since all share its rows."""
    inner = _inner(part, named)
    if inner is None:
        yield from {part.name} & datasets
        return
    one = exp.Literal.number(1).as_("rows_")
    yield from (
        _of_column(inner, one, named, datasets, seen)
        if isinstance(inner, exp.Select)
        else _rows_of_set(inner, named, datasets, seen)
    )


def _rows_of_set(
    inner: exp.Expression,
    named: dict[str, exp.Expression],
    datasets: frozenset[str],
    seen: set[tuple[int, str]],
) -> Iterator[str]:
    for side in (inner.this, inner.expression):
        yield from _rows_of(exp.Subquery(this=side.unnest()), named, datasets, seen)
