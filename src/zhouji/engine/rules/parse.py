"""Text to our own tree: sqlglot reads it, an allow-list of node types and functions lets it in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from zhouji.base.errors import Fault
from zhouji.engine.rules.errors import RuleFaults
from zhouji.engine.rules.functions import FUNCTIONS, INSTEAD
from zhouji.engine.rules.syntax import Call, Day, Expr, Name, Number, Parameter, Place, Text


class _Dialect(DuckDB):
    """DuckDB's words, with keys of tables kept as written (sqlglot counts a lone one from 0)."""

    INDEX_OFFSET = 0


DUCKDB = _Dialect()  # made once; a parse by name makes another
LONGEST = 4000
DEEPEST = 60
_FIGURE = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_STRING = re.compile(r"'(?:[^']|'')*'")


class _Refusal(Exception):
    """Becomes a Fault once the place is known."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what)


def parse(text: str, place: Place | str) -> Expr:
    """Read one expression.

    Raises:
        RuleFaults: it does not parse, or holds anything outside the language.
    """
    spot = place if isinstance(place, Place) else Place(place)
    try:
        return _Reader(spot).read(_tree(str(text)))
    except _Refusal as refusal:
        raise RuleFaults([Fault(spot.where, refusal.what, refusal.mend)]) from None


def _tree(text: str) -> exp.Expression:
    if not text.strip():
        raise _Refusal("the expression is empty", "write a condition or a value")
    if len(text) > LONGEST:
        raise _Refusal(f"longer than {LONGEST} characters", "split it with `define`")
    if ":" in _STRING.sub("", text):
        raise _Refusal(
            "`:` is not in the language", "parameters are $name, dates DATE '2024-01-31'"
        )
    try:
        trees = DUCKDB.parse(text)
    except (SqlglotError, RecursionError, ValueError, IndexError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _Refusal(
            f"cannot be read: {text.strip()[:60]!r} ({said})", "correct the expression"
        ) from error
    if len(trees) != 1 or trees[0] is None:
        raise _Refusal("more than one expression", "write one expression, without `;`")
    tree = trees[0]
    assert isinstance(tree, exp.Expression)
    if any(node.comments for node in tree.walk()):
        raise _Refusal("`--` or `/*` starts a comment", "write `- -x` apart; put notes in YAML")
    return tree


_SIGNS: dict[type[exp.Expression], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.And: "and",
    exp.Or: "or",
}

_MENDS: dict[type[exp.Expression], tuple[str, str]] = {
    exp.Null: ("NULL is not a value to write", "ask `is_known(x)` or `not is_known(x)`"),
    exp.Is: ("IS is not in the language", "ask `is_known(x)` or `not is_known(x)`"),
    exp.Boolean: ("TRUE and FALSE are not written", "state the condition itself"),
    exp.IntDiv: ("`//` differs between engines", "write div_floor(a, b)"),
    exp.Mod: ("`%` is not in the language", "write a - b * div_floor(a, b)"),
    exp.If: ("IF(...) is not in the language", f"write {INSTEAD['if']}"),
}


class _Reader:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.depth = 0

    def read(self, node: exp.Expression) -> Expr:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Refusal(f"nested deeper than {DEEPEST}", "split it with `define`")
        try:
            if sign := _SIGNS.get(type(node)):
                return self._call(sign, node.this, node.expression)
            reader = _READERS.get(type(node))
            if reader is None:
                return self._outside(node)
            return reader(self, node)
        finally:
            self.depth -= 1

    def _call(self, function: str, *nodes: exp.Expression) -> Call:
        return Call(self.place, function, tuple(self.read(node) for node in nodes))

    def _outside(self, node: exp.Expression) -> Expr:
        if type(node) in _MENDS:
            raise _Refusal(*_MENDS[type(node)])
        if isinstance(node, exp.Func):
            return self._function(node.sql_name(), [])
        raise _Refusal(
            f"{node.sql(dialect='duckdb')[:60]!r} ({type(node).__name__}) is not in the language",
            "use the operators and functions of docs/language.md",
        )

    def _function(self, name: str, nodes: list[exp.Expression]) -> Call:
        name = name.lower()
        if name not in FUNCTIONS:
            raise _Refusal(f"no function {name!r}", _nearest_function(name))
        signature = FUNCTIONS[name]
        if len(nodes) < signature.fewest or (signature.most and len(nodes) > signature.most):
            count = f"{signature.fewest}{'' if signature.most else ' or more'}"
            raise _Refusal(
                f"{name} was given {len(nodes)} values", f"{name} takes {count}: {signature.says}"
            )
        if signature.most == 0 and nodes:
            raise _Refusal(f"{name} takes nothing", f"write {name}()")
        return self._call(name, *nodes)

    def anonymous(self, node: exp.Expression) -> Expr:
        _only(node, "this", "expressions")
        return self._function(str(node.this), node.expressions)

    def variadic(self, node: exp.Expression) -> Expr:
        return self._function(type(node).__name__, [node.this, *node.expressions])

    def paren(self, node: exp.Expression) -> Expr:
        return self.read(node.this)

    def unary(self, node: exp.Expression) -> Expr:
        if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
            inner = self.read(node.this)
            if isinstance(inner, Number):
                return Number(self.place, -inner.value)
        return self._call("not" if isinstance(node, exp.Not) else "negate", node.this)

    def membership(self, node: exp.Expression) -> Expr:
        _only(node, "this", "expressions")
        if not node.expressions:
            raise _Refusal("IN without a list", "write x IN ('a', 'b')")
        return self._call("in", node.this, *node.expressions)

    def between(self, node: exp.Expression) -> Expr:
        _only(node, "this", "low", "high")
        return self._call("between", node.this, node.args["low"], node.args["high"])

    def case(self, node: exp.Expression) -> Expr:
        if node.this is not None:
            raise _Refusal("CASE x WHEN is not in the language", "write CASE WHEN x = ... THEN")
        if node.args.get("default") is None:
            raise _Refusal("CASE without ELSE", "add ELSE: what holds when no condition is true")
        branches = [part for branch in node.args["ifs"] for part in self._branch(branch)]
        return self._call("case", *branches, node.args["default"])

    def _branch(self, node: exp.Expression) -> tuple[exp.Expression, exp.Expression]:
        return node.this, node.args["true"]

    def column(self, node: exp.Expression) -> Expr:
        _only(node, "this", "table")
        identifier, table = node.this, node.args.get("table")
        if type(identifier) is not exp.Identifier:
            raise _Refusal("`*` is not in the language", "name what is meant")
        if identifier.args.get("quoted"):
            raise _Refusal(f'"{identifier.name}" is in double quotes', "codes take single quotes")
        if table is not None and table.name not in ("household", "person"):
            raise _Refusal(f"no scope {table.name!r}", "write household.x or person.x")
        return Name(self.place, identifier.name, table.name if table is not None else None)

    def literal(self, node: exp.Expression) -> Expr:
        if node.is_string:
            return Text(self.place, node.this)
        if not _FIGURE.fullmatch(node.this):
            raise _Refusal(f"{node.this!r} is no plain figure", "write digits and a point")
        return Number(self.place, Decimal(node.this))

    def cast(self, node: exp.Expression) -> Expr:
        _only(node, "this", "to")
        if not node.args["to"].is_type("date") or not node.this.is_string:
            raise _Refusal("casts are not in the language", "dates are DATE '2024-01-31'")
        try:
            return Day(self.place, date.fromisoformat(node.this.this))
        except ValueError:
            raise _Refusal(f"{node.this.this!r} is no date", "write DATE '2024-01-31'") from None

    def placeholder(self, node: exp.Expression) -> Expr:
        name = node.name
        if not name.isidentifier():
            raise _Refusal("a placeholder without a name", "parameters are written $name")
        return Parameter(self.place, name)

    def bracket(self, node: exp.Expression) -> Expr:
        table = node.this
        if type(table) is not exp.Placeholder:
            raise _Refusal("only tables of parameters take [...]", "write $table['key']")
        keys = tuple(_key(key) for key in node.expressions)
        if not keys:
            raise _Refusal("a table without a key", "write $table['key']")
        return Parameter(self.place, self._parameter_name(table), keys)

    def _parameter_name(self, node: exp.Expression) -> str:
        parameter = self.placeholder(node)
        assert isinstance(parameter, Parameter)
        return parameter.name


def _key(node: exp.Expression) -> str | int:
    """A key as written out: a code, or a whole number with or without a sign."""
    negative = type(node) is exp.Neg
    figure = node.this if negative else node
    if type(figure) is exp.Literal:
        if figure.is_string and not negative:
            return str(figure.this)
        if not figure.is_string and set(figure.this) <= set("0123456789"):
            return int(figure.this) * (-1 if negative else 1)
    raise _Refusal(
        f"a table's key is a code in quotes or a whole number, not {node.sql('duckdb')[:40]}",
        "write $table['key', 3]",
    )


def _only(node: exp.Expression, *allowed: str) -> None:
    extra = [key for key, value in node.args.items() if value and key not in allowed]
    if extra:
        raise _Refusal(
            f"{node.sql(dialect='duckdb')[:60]!r} has {', '.join(extra)}, not in the language",
            "use the forms of docs/language.md",
        )


def _nearest_function(name: str) -> str:
    if name in INSTEAD:
        return f"write {INSTEAD[name]}"
    close = difflib.get_close_matches(name, FUNCTIONS, 1)
    return f"did you mean {close[0]}?" if close else f"functions are {', '.join(FUNCTIONS)}"


_READERS: Mapping[type[exp.Expression], Callable[[_Reader, exp.Expression], Expr]] = {
    exp.Paren: _Reader.paren,
    exp.Neg: _Reader.unary,
    exp.Not: _Reader.unary,
    exp.In: _Reader.membership,
    exp.Between: _Reader.between,
    exp.Case: _Reader.case,
    exp.Column: _Reader.column,
    exp.Literal: _Reader.literal,
    exp.Cast: _Reader.cast,
    exp.Placeholder: _Reader.placeholder,
    exp.Bracket: _Reader.bracket,
    exp.Anonymous: _Reader.anonymous,
    exp.Greatest: _Reader.variadic,
    exp.Least: _Reader.variadic,
}
