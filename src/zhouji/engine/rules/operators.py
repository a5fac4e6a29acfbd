"""Types of operators and functions: the rich surface comes down to few operations."""

from __future__ import annotations

from collections.abc import Sequence

from zhouji.engine.rules.functions import MEMBER_FUNCTIONS
from zhouji.engine.rules.scope import Binds, Scope
from zhouji.engine.rules.syntax import Call, Day, Expr, Number, Text
from zhouji.engine.rules.tree import Apply, Fixed, Node, Op
from zhouji.engine.rules.types import (
    FEN,
    MICRO,
    NUMBERS,
    ORDERED,
    NotExactError,
    Type,
    Unit,
    amount,
)

_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_LITERAL_SAFE = {"+", "-", "*", "negate", "greatest", "least"}
BOOL, INT, MONEY, RATIO, DATE = Type.BOOL, Type.INT, Type.MONEY, Type.RATIO, Type.DATE

# What each pair gives, and by which operation.
_PRODUCTS: dict[tuple[Type, Type], tuple[Type, Op]] = {
    (INT, INT): (INT, Op.MULTIPLY),
    (MONEY, INT): (MONEY, Op.MULTIPLY),
    (INT, MONEY): (MONEY, Op.MULTIPLY),
    (INT, RATIO): (RATIO, Op.MULTIPLY),
    (RATIO, INT): (RATIO, Op.MULTIPLY),
    (MONEY, RATIO): (MONEY, Op.MULTIPLY_MICRO),
    (RATIO, MONEY): (MONEY, Op.MULTIPLY_MICRO),
    (RATIO, RATIO): (RATIO, Op.MULTIPLY_MICRO),
}
_QUOTIENTS: dict[tuple[Type, Type], tuple[Type, Op]] = {
    (MONEY, MONEY): (RATIO, Op.DIVIDE_MICRO),
    (INT, INT): (RATIO, Op.DIVIDE_MICRO),
    (RATIO, RATIO): (RATIO, Op.DIVIDE_MICRO),
    (MONEY, RATIO): (MONEY, Op.DIVIDE_MICRO),
    (MONEY, INT): (MONEY, Op.DIVIDE),
    (RATIO, INT): (RATIO, Op.DIVIDE),
}


def literal(binder: Binds, expr: Expr, scope: Scope, want: Type | None) -> Node | None:
    """A literal in the type its neighbours ask for."""
    match expr:
        case Text(value=text):
            return Fixed(Type.CODE, scope.unit, text)
        case Day(value=day):
            return Fixed(DATE, scope.unit, day)
    assert isinstance(expr, Number)
    whole = expr.value.as_tuple().exponent == 0
    kind = want if want in (MONEY, RATIO) else (INT if whole else RATIO)
    try:
        return Fixed(kind, scope.unit, amount(kind, expr.value))
    except NotExactError as error:
        binder.fault(expr.place, f"as {kind}: {error}", "write it with fewer places or digits")
        return None


def call(binder: Binds, expr: Call, scope: Scope, want: Type | None) -> Node | None:
    """The node of an operator or a function."""
    name = expr.function
    if name in MEMBER_FUNCTIONS:
        return _members(binder, expr, scope)
    if name in ("and", "or", "not"):
        return _logic(binder, expr, scope)
    if name == "*":
        return _product(binder, expr, scope, want)
    if name in _COMPARISONS:
        return _comparison(binder, expr, scope)
    handler = {
        "in": _membership,
        "between": _between,
        "is_known": _is_known,
        "years": _calendar,
        "months_since": _calendar,
        "/": _quotient,
        "div_floor": _floor,
        "yuan": _yuan,
    }.get(name)
    if handler:
        return handler(binder, expr, scope)
    if name == "as_of":
        return Fixed(DATE, scope.unit, binder.as_of)
    if name == "case":
        return _case(binder, expr, scope, want)
    return _alike_numbers(binder, expr, scope, want)


def fit(binder: Binds, expr: Expr, node: Node, kind: Type) -> Node | None:
    """The node as the asked type: int promotes to ratio, all else must agree."""
    if node.type is kind:
        return node
    if node.type is INT and kind is RATIO:
        return _promoted(node)
    mend = "write yuan(...) around figures" if kind is MONEY else f"give a {kind}"
    binder.fault(expr.place, f"this is {node.type}, {kind} is asked", mend)
    return None


def _promoted(node: Node) -> Node:
    if isinstance(node, Fixed) and isinstance(node.value, int):
        return Fixed(RATIO, node.unit, node.value * MICRO, node.source)
    factor = Fixed(INT, node.unit, MICRO)
    return Apply(RATIO, node.unit, Op.MULTIPLY, (node, factor))


def is_literal(expr: Expr) -> bool:
    """Figures only, so that the neighbour decides the type."""
    if isinstance(expr, Call):
        return expr.function in _LITERAL_SAFE and all(is_literal(part) for part in expr.args)
    return isinstance(expr, Number)


def _alike(
    binder: Binds, exprs: Sequence[Expr], scope: Scope, want: Type | None
) -> list[Node] | None:
    """Parts brought to one type: literals follow the others, ints promote beside ratios."""
    plain = [binder.expression(e, scope, want) for e in exprs if not is_literal(e)]
    if any(node is None for node in plain):
        return None
    found = {node.type for node in plain if node is not None}
    follow = MONEY if MONEY in found else RATIO if RATIO in found else want if not found else None
    rest = iter(plain)
    nodes = [binder.expression(e, scope, follow) if is_literal(e) else next(rest) for e in exprs]
    known = [node for node in nodes if node is not None]
    if len(known) < len(nodes):
        return None
    kinds = {node.type for node in known}
    if kinds == {INT, RATIO}:
        return [_promoted(node) if node.type is INT else node for node in known]
    if len(kinds) > 1:
        said = " and ".join(sorted(kinds))
        mend = "write yuan(...) around figures" if MONEY in kinds else "bring both to one type"
        binder.fault(exprs[0].place, f"{said} side by side", mend)
        return None
    return known


def _one(binder: Binds, expr: Expr, scope: Scope, kind: Type, use: str) -> Node | None:
    node = binder.expression(expr, scope)
    if node is not None and node.type is not kind:
        binder.fault(expr.place, f"{use} takes a {kind}, this is {node.type}", f"give a {kind}")
        return None
    return node


def _logic(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    nodes = [_one(binder, part, scope, BOOL, expr.function) for part in expr.args]
    known = tuple(node for node in nodes if node is not None)
    if len(known) < len(nodes):
        return None
    return Apply(BOOL, scope.unit, Op(expr.function), known)


def _not(node: Node) -> Node:
    return Apply(BOOL, node.unit, Op.NOT, (node,))


def _comparison(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    nodes = _alike(binder, expr.args, scope, None)
    if nodes is None:
        return None
    return _compared(binder, expr, expr.function, nodes[0], nodes[1])


def _compared(binder: Binds, expr: Call, sign: str, left: Node, right: Node) -> Node | None:
    if sign in ("=", "!="):
        equal = Apply(BOOL, left.unit, Op.EQUAL, (left, right))
        return equal if sign == "=" else _not(equal)
    if left.type not in ORDERED:
        binder.fault(expr.place, f"{left.type} has no order", "compare with = or !=")
        return None
    if sign in (">", ">="):
        left, right = right, left
    op = Op.LESS if sign in ("<", ">") else Op.AT_MOST
    return Apply(BOOL, left.unit, op, (left, right))


def _membership(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    nodes = _alike(binder, expr.args, scope, None)
    if nodes is None:
        return None
    first, *listed = nodes
    equals = tuple(Apply(BOOL, scope.unit, Op.EQUAL, (first, item)) for item in listed)
    return equals[0] if len(equals) == 1 else Apply(BOOL, scope.unit, Op.OR, equals)


def _between(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    nodes = _alike(binder, expr.args, scope, None)
    if nodes is None:
        return None
    value, low, high = nodes
    above = _compared(binder, expr, "<=", low, value)
    below = _compared(binder, expr, "<=", value, high)
    if above is None or below is None:
        return None
    return Apply(BOOL, scope.unit, Op.AND, (above, below))


def _is_known(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    node = binder.expression(expr.args[0], scope)
    return None if node is None else Apply(BOOL, scope.unit, Op.IS_KNOWN, (node,))


def _calendar(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    node = _one(binder, expr.args[0], scope, DATE, expr.function)
    op = Op.YEARS if expr.function == "years" else Op.MONTHS
    return None if node is None else Apply(INT, scope.unit, op, (node,))


def _product(binder: Binds, expr: Call, scope: Scope, want: Type | None) -> Node | None:
    follow = want if is_literal(expr) else None
    left = binder.expression(expr.args[0], scope, follow)
    right = binder.expression(expr.args[1], scope)
    return _by_table(binder, expr, _PRODUCTS, left, right)


def _quotient(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    left, right = (binder.expression(part, scope) for part in expr.args)
    if left is not None and right is not None and (left.type, right.type) == (INT, RATIO):
        left = _promoted(left)
    return _by_table(binder, expr, _QUOTIENTS, left, right)


def _by_table(
    binder: Binds,
    expr: Call,
    table: dict[tuple[Type, Type], tuple[Type, Op]],
    left: Node | None,
    right: Node | None,
) -> Node | None:
    if left is None or right is None:
        return None
    found = table.get((left.type, right.type))
    if found is None:
        what = f"{left.type} {expr.function} {right.type} means nothing"
        binder.fault(expr.place, what, "see the table of types in docs/language.md")
        return None
    return Apply(found[0], left.unit, found[1], (left, right))


def _floor(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    left, right = (binder.expression(part, scope) for part in expr.args)
    if left is None or right is None:
        return None
    if left.type not in (INT, MONEY) or right.type is not INT:
        what = f"div_floor of {left.type} by {right.type}"
        binder.fault(expr.place, what, "div_floor takes money or int, and int")
        return None
    return Apply(left.type, scope.unit, Op.FLOOR_DIVIDE, (left, right))


def _yuan(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    part = expr.args[0]
    if is_literal(part):
        return binder.expression(part, scope, MONEY)
    node = _one(binder, part, scope, INT, "yuan")
    if node is None:
        return None
    return Apply(MONEY, scope.unit, Op.MULTIPLY, (node, Fixed(INT, scope.unit, FEN)))


def _case(binder: Binds, expr: Call, scope: Scope, want: Type | None) -> Node | None:
    asked = [_one(binder, e, scope, BOOL, "WHEN") for e in expr.args[:-1:2]]
    values = _alike(binder, [*expr.args[1:-1:2], expr.args[-1]], scope, want)
    conditions = [node for node in asked if node is not None]
    if values is None or len(conditions) < len(asked):
        return None
    result = values[-1]
    for condition, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
        result = Apply(value.type, scope.unit, Op.IF, (condition, value, result))
    return result


def _alike_numbers(binder: Binds, expr: Call, scope: Scope, want: Type | None) -> Node | None:
    """Sums, differences, negation, greatest and least: parts of one type give that type."""
    name = expr.function
    nodes = _alike(binder, expr.args, scope, want)
    if nodes is None:
        return None
    allowed = ORDERED if name in ("greatest", "least") else NUMBERS
    if nodes[0].type not in allowed:
        mend = f"{name} takes {', '.join(sorted(allowed))}"
        binder.fault(expr.place, f"{name} of {nodes[0].type}", mend)
        return None
    op = {"+": Op.ADD, "-": Op.SUBTRACT}.get(name) or Op(name)
    return Apply(nodes[0].type, scope.unit, op, tuple(nodes))


_MEMBER_TYPES: dict[str, frozenset[Type]] = {
    "count_members": frozenset({BOOL}),
    "any_member": frozenset({BOOL}),
    "all_members": frozenset({BOOL}),
    "sum_members": NUMBERS,
    "min_members": ORDERED,
    "max_members": ORDERED,
}


def _members(binder: Binds, expr: Call, scope: Scope) -> Node | None:
    name = expr.function
    if scope.unit is Unit.PERSON:
        mend = "define it as a household's variable and read that"
        binder.fault(expr.place, f"{name} where a person is asked", mend)
        return None
    inner = Scope(Unit.PERSON, scope.within)
    node = binder.expression(expr.args[0], inner)
    if node is None:
        return None
    if node.type not in _MEMBER_TYPES[name]:
        mend = f"{name} takes {', '.join(sorted(_MEMBER_TYPES[name]))}"
        binder.fault(expr.place, f"{name} of {node.type}", mend)
        return None
    kind = INT if name == "count_members" else node.type
    return Apply(kind, Unit.HOUSEHOLD, Op(name), (node,))
