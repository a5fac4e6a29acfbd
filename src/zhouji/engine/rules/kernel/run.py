"""Runs a plan over blocks of households with a few threads; numpy lets go of the lock meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhouji.engine.rules.errors import EvaluationRefused
from zhouji.engine.rules.kernel import bounds as bounds_of
from zhouji.engine.rules.kernel.bounds import Bounds
from zhouji.engine.rules.kernel.calendar import Calendar
from zhouji.engine.rules.kernel.checked import OverflowHere, work_out
from zhouji.engine.rules.kernel.columns import Codes, Source, read_column
from zhouji.engine.rules.kernel.members import Borders, of_members
from zhouji.engine.rules.kernel.operations import OPERATIONS
from zhouji.engine.rules.kernel.order import Order, find_order
from zhouji.engine.rules.kernel.results import Results
from zhouji.engine.rules.kernel.values import Figures, Flags, Held, for_all
from zhouji.engine.rules.outcome import Outcome
from zhouji.engine.rules.plan import Plan, Step, plan
from zhouji.engine.rules.program import Program
from zhouji.engine.rules.tables import check_tables
from zhouji.engine.rules.tree import MEMBER_OPS, Op
from zhouji.engine.rules.types import Type, Unit

BLOCK = 32_768  # households; fewer, and Python between the steps costs more than the cache saves
SMALL = 8_192  # households
WORKERS = min(4, os.cpu_count() or 1)

Each = Callable[..., Iterator[Any]]
_SPREADING = MEMBER_OPS | {Op.OF_HOUSEHOLD}
_CALENDAR = frozenset({Op.YEARS, Op.MONTHS})


def evaluate(
    program: Program,
    persons: pa.Table,
    households: pa.Table,
    *,
    block: int = BLOCK,
    workers: int = WORKERS,
) -> Outcome:
    """Every output for every row.

    Raises:
        EvaluationRefused: the tables do not fit the program, or a value does not fit in 64 bits.
    """
    check_tables(program, persons, households)
    steps = plan(program)
    order = find_order(persons, households)
    starts = range(0, max(1, len(order.starts) - 1), block)
    with _workers(workers if len(households) > SMALL else 1) as each:
        run = _prepare(program, steps, order, persons, households, each)
        list(each(lambda start: run.block(start, start + block), starts))
    return run.results.outcome()


@contextmanager
def _workers(count: int) -> Iterator[Each]:
    """How to do something with each of many; a few rows are not worth a thread."""
    if count == 1:
        yield map
        return
    with ThreadPoolExecutor(count) as pool:
        yield pool.map


def _prepare(
    program: Program,
    steps: Plan,
    order: Order,
    persons: pa.Table,
    households: pa.Table,
    each: Each,
) -> _Run:
    def read(item: tuple[int, Step]) -> tuple[int, Source, Bounds]:
        index, step = item
        table = persons if step.unit is Unit.PERSON else households
        rows = order.persons if step.unit is Unit.PERSON else None
        source = read_column(table.column(step.name), step.type, rows)
        return index, source, source.bounds()

    inputs = [(i, step) for i, step in enumerate(steps.steps) if step.name is not None]
    read_in = list(each(read, inputs))
    sources = {index: source for index, source, _ in read_in}
    bounds, checked = bounds_of.of_plan(
        steps, {index: found for index, _, found in read_in}, order.most_members, program.as_of
    )
    calendars = {
        i: Calendar.over(step.op, bounds[step.args[0]], program.as_of)
        for i, step in enumerate(steps.steps)
        if step.op is not None and step.op in _CALENDAR
    }
    codes = _number_codes(steps, sources)
    results = Results.of(steps, order, codes)
    return _Run(steps, order, sources, checked, calendars, codes, results, persons, households)


def _number_codes(steps: Plan, sources: dict[int, Source]) -> Codes:
    codes = Codes()
    for step in steps.steps:
        if step.is_constant and step.type is Type.CODE and isinstance(step.value, str):
            codes.number(step.value)
    coded = [source for source in sources.values() if source.type is Type.CODE]
    for source in coded:
        source.number_codes(codes)
    for source in coded:
        assert source.code_numbers is not None
        source.code_numbers = source.code_numbers.astype(codes.dtype)
    return codes


@dataclass
class _Run:
    plan: Plan
    order: Order
    sources: dict[int, Source]
    checked: set[int]
    calendars: dict[int, Calendar]
    codes: Codes
    results: Results
    persons: pa.Table
    households: pa.Table
    ends: list[list[int]] = field(init=False)
    constants: dict[int, Held] = field(init=False)

    def __post_init__(self) -> None:
        self.ends = self.plan.last_uses()
        self.constants = {
            i: self._constant(step) for i, step in enumerate(self.plan.steps) if step.is_constant
        }

    def _constant(self, step: Step) -> Held:
        """A constant as one entry that stands for all rows, held as its type's columns are."""
        value = step.value
        if step.type is Type.BOOL:
            sides = (for_all(value is side, np.bool_) for side in (True, False))
            return Flags(*sides)
        kind = {Type.CODE: self.codes.dtype, Type.DATE: np.int32}.get(step.type, np.int64)
        if value is None:
            return Figures(for_all(0, kind), for_all(False, np.bool_))
        assert not isinstance(value, date), "a plan holds dates as day numbers"
        return Figures(for_all(self.codes.number(value) if isinstance(value, str) else value, kind))

    def block(self, start: int, end: int) -> None:
        """All steps for the households start..end and their persons."""
        starts = self.order.starts[start : end + 1]
        if not len(starts):
            return
        borders = Borders(starts - starts[0])
        rows = {
            Unit.HOUSEHOLD: slice(start, start + borders.households),
            Unit.PERSON: slice(int(starts[0]), int(starts[-1])),
        }
        held: list[Any] = [None] * len(self.plan.steps)
        for index, step in enumerate(self.plan.steps):
            try:
                held[index] = self._step(index, step, held, borders, rows)
            except OverflowHere as fault:
                self._refuse(index, rows[step.unit].start + fault.position)
            for done in self.ends[index]:
                held[done] = None
        for position, (_, _, index) in enumerate(self.plan.outputs):
            self.results.write(position, held[index], rows)

    def _step(
        self, index: int, step: Step, held: list[Any], borders: Borders, rows: dict[Unit, slice]
    ) -> Held:
        if step.op is None:
            if step.name is None:
                return self.constants[index]
            return self.sources[index].block(rows[step.unit])
        parts = [held[arg] for arg in step.args]
        if index in self.checked:
            size = borders.households if step.unit is Unit.HOUSEHOLD else borders.persons
            return work_out(step.op, parts, borders, size)
        if step.op in _SPREADING:
            return of_members(step.op, parts[0], borders)
        if step.op in _CALENDAR:
            return self.calendars[index].look_up(parts[0])
        return OPERATIONS[step.op](*parts)

    def _refuse(self, index: int, position: int) -> None:
        unit = self.plan.steps[index].unit
        if unit is Unit.PERSON and self.order.persons is not None:
            position = int(self.order.persons[position])
        table = self.persons if unit is Unit.PERSON else self.households
        found = table.column(f"{unit}_id")[position].as_py()
        raise EvaluationRefused(
            f"{self.plan.labels[index]}: a value of {unit} {found} does not fit in 64 bits; "
            "look at the facts behind it"
        )
