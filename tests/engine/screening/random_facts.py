"""Random tables of facts for any program: every type, a share unknown, households of 0 to 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from zhouji.engine.rulebook.binding import InForce
from zhouji.engine.rulebook.cases import fact_table
from zhouji.engine.rules import Type
from zhouji.engine.rules.program import walk
from zhouji.engine.rules.tree import Fixed

UNKNOWN_SHARE = 0.12
TODAY = date(2025, 9, 30)


def tables(bound: InForce, seed: int, homes: int = 60) -> tuple[pa.Table, pa.Table]:
    """Persons and households with random values of what the program reads."""
    random, codes = Random(seed), _codes(bound)
    households = [_row(random, bound.program.households, codes) for _ in range(homes)]
    sizes = [random.randint(0, 6) for _ in range(homes)]
    belongs = [home + 100 for home, size in enumerate(sizes) for _ in range(size)]
    persons = [_row(random, bound.program.persons, codes) for _ in belongs]
    numbers = list(range(1000, 1000 + len(belongs)))
    return (
        fact_table(bound.program.persons, persons, {"household_id": belongs, "person_id": numbers}),
        fact_table(
            bound.program.households, households, {"household_id": list(range(100, 100 + homes))}
        ),
    )


def _codes(bound: InForce) -> list[str]:
    """The codes that the program itself compares with, so that they are met."""
    found = {"other"}
    for item in (*bound.program.definitions, *bound.program.outputs):
        found |= {
            str(part.value)
            for part in walk(item.node)
            if isinstance(part, Fixed) and part.type is Type.CODE
        }
    return sorted(found)


def _row(random: Random, types: Mapping[str, Type], codes: list[str]) -> dict[str, Any]:
    return {name: _value(random, kind, codes) for name, kind in types.items()}


def _value(random: Random, kind: Type, codes: list[str]) -> Any:
    if random.random() < UNKNOWN_SHARE:
        return None
    if kind is Type.BOOL:
        return random.random() < 0.5
    if kind is Type.CODE:
        return random.choice(codes)
    if kind is Type.DATE:
        return TODAY - timedelta(days=random.randint(0, 36_000))
    top = {Type.INT: 90, Type.MONEY: 6_000_000, Type.RATIO: 150_000_000}[kind]
    return random.choice([0, 1, random.randint(0, 12), random.randint(0, top)])
