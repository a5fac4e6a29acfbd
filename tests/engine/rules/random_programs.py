"""Random typed expressions and random households for the tests that compare engines."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from zhouji.engine.rules import (
    Constant,
    Output,
    Program,
    Table,
    Type,
    Unit,
    Variable,
    Vocabulary,
    bind,
    parse,
)

AS_OF = date(2025, 2, 28)
KINDS = {kind.value: kind for kind in Type}
VOCABULARY = Vocabulary(
    persons={f"p_{name}{i}": kind for name, kind in KINDS.items() for i in (1, 2)},
    households={
        **{f"h_{name}{i}": kind for name, kind in KINDS.items() for i in (1, 2)},
        "class_db": Type.BOOL,
    },
)
PARAMETERS = {
    "std": Constant(Type.MONEY, 90_000),
    "share": Constant(Type.RATIO, 1_500_000),
    "unknown_std": Constant(Type.MONEY, None),
    "flag": Constant(Type.BOOL, True),
    "unknown_flag": Constant(Type.BOOL, None),
    "limits": Table(Type.INT, {("DB", 1): 3, ("DB", 2): None}),
}
_CODES = ["none", "a", "b'c", "丙"]
_FIXED = {
    Type.INT: ["0", "1", "-3", "7", "12", "$limits['DB', 1]", "$limits['DB', 2]"],
    Type.MONEY: ["yuan(0)", "yuan(900.5)", "$std", "$unknown_std", "yuan(-0.01)"],
    Type.RATIO: ["0.5", "-1.25", "$share", "0.000001"],
    Type.DATE: ["DATE '2000-02-29'", "as_of()", "DATE '2025-03-31'"],
    Type.CODE: ["'" + code.replace("'", "''") + "'" for code in _CODES],
    Type.BOOL: ["$flag", "$unknown_flag"],
}
# One value for a whole block where the fact has no blanks; {0} is the unit's letter.
_SAME_FOR_ALL = {
    Type.BOOL: ["is_known({0}_code2)", "(not is_known({0}_int2))"],
    Type.INT: ["CASE WHEN is_known({0}_int2) THEN 1 ELSE 0 END"],
    Type.MONEY: ["CASE WHEN is_known({0}_int2) THEN $std ELSE yuan(0) END"],
    Type.RATIO: ["CASE WHEN is_known({0}_int2) THEN 0.5 ELSE $share END"],
    Type.DATE: ["CASE WHEN is_known({0}_int2) THEN as_of() ELSE DATE '2000-02-29' END"],
    Type.CODE: ["CASE WHEN is_known({0}_int2) THEN 'a' ELSE 'not there' END"],
}
_NUMBERS = [Type.INT, Type.MONEY, Type.RATIO]
_ORDERED = [*_NUMBERS, Type.DATE]
_PRODUCTS = {
    Type.INT: [("i", "i")],
    Type.MONEY: [("m", "i"), ("i", "m"), ("m", "r"), ("r", "m")],
    Type.RATIO: [("i", "r"), ("r", "i"), ("r", "r")],
}
_QUOTIENTS = {
    Type.MONEY: [("m", "i"), ("m", "r")],
    Type.RATIO: [("m", "m"), ("i", "i"), ("r", "r"), ("i", "r"), ("r", "i")],
}
_LETTERS = {"i": Type.INT, "m": Type.MONEY, "r": Type.RATIO}


@cache
def expressions(kind: Type, unit: Unit, depth: int) -> st.SearchStrategy[str]:
    """Texts of one type for one unit."""
    return st.deferred(lambda: _composed(kind, unit, depth))


def _leaf(kind: Type, unit: Unit) -> st.SearchStrategy[str]:
    names = [f"{unit.value[0]}_{kind.value}{i}" for i in (1, 2)]
    if unit is Unit.PERSON:
        names.append(f"h_{kind.value}1")
    same = [text.format(unit.value[0]) for text in _SAME_FOR_ALL[kind]]
    return st.sampled_from(names * 3 + _FIXED[kind] + same * 2)


def _composed(kind: Type, unit: Unit, depth: int) -> st.SearchStrategy[str]:
    leaf = _leaf(kind, unit)
    if depth == 0:
        return leaf

    def sub(of: Type) -> st.SearchStrategy[str]:
        return expressions(of, unit, depth - 1)

    options = [leaf, st.builds(_case, sub(Type.BOOL), sub(kind), sub(kind))]
    if kind is Type.BOOL:
        options += _booleans(sub)
    if kind in _NUMBERS:
        options += _figures(kind, sub)
    if kind in _ORDERED:
        function = st.sampled_from(["greatest", "least"])
        options.append(st.builds("{}({}, {})".format, function, sub(kind), sub(kind)))
    if unit is Unit.HOUSEHOLD:
        options += _members(kind, depth - 1)
    return st.one_of(options)


def _case(condition: str, yes: str, no: str) -> str:
    return f"CASE WHEN {condition} THEN {yes} ELSE {no} END"


def _booleans(sub: Any) -> list[st.SearchStrategy[str]]:
    word = st.sampled_from(["and", "or"])
    options = [
        st.builds("({} {} {})".format, sub(Type.BOOL), word, sub(Type.BOOL)),
        st.builds("(not {})".format, sub(Type.BOOL)),
        st.builds("({} in ('none', 'a'))".format, sub(Type.CODE)),
    ]
    for kind in _ORDERED:
        sign = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
        options.append(st.builds("({} {} {})".format, sub(kind), sign, sub(kind)))
        options.append(st.builds("({} between {} and {})".format, sub(kind), sub(kind), sub(kind)))
    for kind in Type:
        options.append(st.builds("is_known({})".format, sub(kind)))
        sign = st.sampled_from(["=", "!="])
        options.append(st.builds("({} {} {})".format, sub(kind), sign, sub(kind)))
    return options


def _figures(kind: Type, sub: Any) -> list[st.SearchStrategy[str]]:
    sign = st.sampled_from(["+", "-"])
    options = [
        st.builds("({} {} {})".format, sub(kind), sign, sub(kind)),
        st.builds("(- {})".format, sub(kind)),
    ]
    for left, right in _PRODUCTS[kind]:
        options.append(st.builds("({} * {})".format, sub(_LETTERS[left]), sub(_LETTERS[right])))
    for left, right in _QUOTIENTS.get(kind, []):
        options.append(st.builds("({} / {})".format, sub(_LETTERS[left]), sub(_LETTERS[right])))
    if kind is not Type.RATIO:
        options.append(st.builds("div_floor({}, {})".format, sub(kind), sub(Type.INT)))
    if kind is Type.INT:
        options.append(st.builds("years({})".format, sub(Type.DATE)))
        options.append(st.builds("months_since({})".format, sub(Type.DATE)))
    return options


def _members(kind: Type, depth: int) -> list[st.SearchStrategy[str]]:
    def inner(of: Type) -> st.SearchStrategy[str]:
        return expressions(of, Unit.PERSON, depth)

    options = []
    if kind is Type.BOOL:
        function = st.sampled_from(["any_member", "all_members"])
        options.append(st.builds("{}({})".format, function, inner(Type.BOOL)))
    if kind is Type.INT:
        options.append(st.builds("count_members({})".format, inner(Type.BOOL)))
    if kind in _NUMBERS:
        options.append(st.builds("sum_members({})".format, inner(kind)))
    if kind in _ORDERED:
        function = st.sampled_from(["min_members", "max_members"])
        options.append(st.builds("{}({})".format, function, inner(kind)))
    return options


def program_of(texts: list[tuple[str, Type, Unit]]) -> Program:
    """A program with an output for each text and a variable on the way to each second one."""
    variables, outputs = [], []
    for number, (text, kind, unit) in enumerate(texts):
        expr = parse(text, f"output {number}")
        if number % 2:
            variables.append(Variable(f"variable{number}", unit, expr))
            expr = parse(f"variable{number}", f"output {number}")
        outputs.append(Output(f"o{number}", unit, expr, type=kind))
    return bind(VOCABULARY, outputs, variables=variables, parameters=PARAMETERS, as_of=AS_OF)


_EDGES = [2**63 - 1, -(2**63), -(2**63) + 1, 2**62, 3037000500, 10**13, -(10**13)]
_ARROW = {Type.BOOL: pa.bool_(), Type.DATE: pa.date32(), Type.CODE: pa.string()}


@dataclass(frozen=True)
class Figures:
    """How large figures are, and whether some stand at the edges of 64 bits."""

    edges: bool = False
    most: int = 10**9


def _value(kind: Type, dice: random.Random, figures: Figures) -> Any:
    if kind is Type.BOOL:
        return dice.random() < 0.5
    if kind is Type.CODE:
        return dice.choice(_CODES)
    if kind is Type.DATE:
        if dice.random() < 0.2:
            return dice.choice([AS_OF, date(2000, 2, 29)])
        return date(1970, 1, 1) + timedelta(days=dice.randint(-60_000, 40_000))
    if figures.edges and dice.random() < 0.2:
        return dice.choice(_EDGES)
    most = 12 if dice.random() < 0.6 else figures.most
    return dice.randint(-most, most)


def population(
    seed: int, edges: bool = False, homes: int = 6, blanks: float | None = None
) -> tuple[pa.Table, pa.Table]:
    """Persons and households in any order, some households empty, some facts unknown.

    `blanks` is the share of unknown values in every column; where it is not given it differs from
    column to column, and facts that end in 2 are all known.
    """
    dice = random.Random(seed)
    ids = dice.sample(range(1, 20 * homes), dice.randint(1, homes))
    owners = [dice.choice(ids) for _ in range(dice.randint(0, 2 * len(ids)))]
    if dice.random() < 0.5:
        ids.sort()
        owners.sort()
    return _tables(dice, ids, owners, Figures(edges), blanks)


def _tables(
    dice: random.Random, ids: list[int], owners: list[int], figures: Figures, blanks: float | None
) -> tuple[pa.Table, pa.Table]:
    persons: dict[str, Any] = {
        "household_id": pa.array(owners, pa.int64()),
        "person_id": pa.array(range(100, 100 + len(owners)), pa.int64()),
    }
    households: dict[str, Any] = {"household_id": pa.array(ids, pa.int64())}
    for table, facts, size in (
        (persons, VOCABULARY.persons, len(owners)),
        (households, VOCABULARY.households, len(ids)),
    ):
        for name, kind in facts.items():
            share = 0.0 if name.endswith("2") else dice.choice([0.0, 0.3, 1.0])
            table[name] = _column(kind, size, dice, figures, share if blanks is None else blanks)
    return pa.table(persons), pa.table(households)


# How many households and persons there are, and which share of every column is unknown.
_SHAPES: dict[str, tuple[list[int], list[int], float | None]] = {
    "nobody": ([], [], None),
    "a household without members": ([7], [], None),
    "one person": ([7], [7], None),
    "one person of whom all is known": ([7], [7], 0.0),
    "one person of whom nothing is known": ([7], [7], 1.0),
    "one household of three": ([7], [7, 7, 7], None),
    "all is known": ([3, 7, 5], [5, 7, 7, 5], 0.0),
    "nothing is known": ([3, 7, 5], [5, 7, 7, 5], 1.0),
    "some is known": ([3, 7, 5, 9], [5, 7, 7, 5, 3, 3], 0.4),
    "facts that end in 2 are known": ([3, 7, 5, 9], [5, 7, 7, 5, 3, 3], None),
}
POPULATIONS = list(_SHAPES)


def shaped(name: str) -> tuple[pa.Table, pa.Table]:
    """One of POPULATIONS."""
    ids, owners, blanks = _SHAPES[name]
    return _tables(random.Random(name), ids, owners, Figures(most=40), blanks)


def _column(
    kind: Type, size: int, dice: random.Random, figures: Figures, blanks: float
) -> pa.Array:
    values = [None if dice.random() < blanks else _value(kind, dice, figures) for _ in range(size)]
    array = pa.array(values, _ARROW.get(kind, pa.int64()))
    if kind is Type.CODE and dice.random() < 0.5:
        return array.dictionary_encode()
    return array


def populations(edges: bool = False) -> st.SearchStrategy[tuple[pa.Table, pa.Table]]:
    any_size = st.builds(population, st.integers(0, 2**32), st.just(edges))
    return st.one_of(any_size, any_size, st.builds(shaped, st.sampled_from(POPULATIONS)))


@st.composite
def programs(draw: st.DrawFn, most: int = 6, depth: int = 3) -> list[tuple[str, Type, Unit]]:
    """Texts with their types and units."""
    count = draw(st.integers(1, most))
    found = []
    for _ in range(count):
        kind = draw(st.sampled_from(list(Type)))
        unit = draw(st.sampled_from(list(Unit)))
        found.append((draw(expressions(kind, unit, depth)), kind, unit))
    return found
