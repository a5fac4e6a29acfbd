"""A plan as stages of common table expressions, persons and households side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from zhouji.engine.rules.plan import Plan, Step
from zhouji.engine.rules.sql import expressions
from zhouji.engine.rules.sql.dialects import Dialect
from zhouji.engine.rules.tree import ARITHMETIC, MEMBER_OPS, Op
from zhouji.engine.rules.types import Unit

_INITIAL = {Unit.PERSON: "p", Unit.HOUSEHOLD: "h"}


@dataclass
class _Stage:
    """What one stage adds: columns of a unit, member aggregates, household values for persons."""

    columns: dict[Unit, list[str]] = field(default_factory=lambda: defaultdict(list))
    aggregates: list[tuple[int, str]] = field(default_factory=list)
    aggregated: list[str] = field(default_factory=list)
    lifted: list[str] = field(default_factory=list)


class Emitter:
    """Writes the SQL of a plan.

    Tables `persons_in` and `households_in` hold `row_number_`, `household_id` and a column `v<i>`
    for every input step i. Each value that is used twice, or checked, becomes a column `v<i>`.
    """

    def __init__(self, plan: Plan, checked: set[int], as_of: date, dialect: Dialect) -> None:
        self.plan, self.checked, self.as_of, self.dialect = plan, checked, as_of, dialect
        self.sql: list[str] = []
        self.stage_of: list[int] = []
        self.stages: dict[int, _Stage] = defaultdict(_Stage)
        self.columns = self._which_are_columns()
        for index, step in enumerate(plan.steps):
            self._step(index, step)

    def _which_are_columns(self) -> set[int]:
        uses: Counter[int] = Counter()
        found: set[int] = set(self.checked)
        for index, step in enumerate(self.plan.steps):
            uses.update(step.args)
            if step.op in MEMBER_OPS or step.op is Op.OF_HOUSEHOLD:
                found.add(index)
            if step.op in expressions.REPEATING or index in self.checked or index in found:
                found.update(step.args)
        found.update(index for index, count in uses.items() if count > 1)
        found.update(index for _, _, index in self.plan.outputs)
        return found

    def _step(self, index: int, step: Step) -> None:
        if step.is_constant:
            self._put(self.dialect.constant(step), 0)
        elif step.op is None:
            self._put(f"v{index}", 0)
        else:
            stage = max((self.stage_of[arg] for arg in step.args), default=0)
            if step.op in MEMBER_OPS:
                self._aggregate(index, step, step.op, stage + 1)
            elif step.op is Op.OF_HOUSEHOLD:
                self.stages[stage + 1].lifted.append(f"h.{self.sql[step.args[0]]} AS v{index}")
                self._put(f"v{index}", stage + 1)
            else:
                self._operation(index, step, step.op, stage)

    def _put(self, sql: str, stage: int) -> None:
        self.sql.append(sql)
        self.stage_of.append(stage)

    def _aggregate(self, index: int, step: Step, op: Op, stage: int) -> None:
        name = f"w{index}" if index in self.checked else f"v{index}"
        found = expressions.aggregate(op, self.sql[step.args[0]], self.dialect)
        empty = expressions.EMPTY.get(op, "NULL")
        here = self.stages[stage]
        here.aggregates.append((index, f"{found} AS {name}"))
        value = f"CASE WHEN a.household_id IS NULL THEN {empty} ELSE a.{name} END"
        if op is Op.SUM_MEMBERS and index not in self.checked:
            value = f"CAST({value} AS BIGINT)"
        here.aggregated.append(f"{value} AS {name}")
        self._narrowed(index, step.unit, stage)

    def _narrowed(self, index: int, unit: Unit, stage: int) -> None:
        if index in self.checked:
            stage += 1
            narrow = self.dialect.narrow(f"w{index}")
            self.stages[stage].columns[unit].append(f"{narrow} AS v{index}")
        self._put(f"v{index}", stage)

    def _operation(self, index: int, step: Step, op: Op, stage: int) -> None:
        args = [self.sql[arg] for arg in step.args]
        if op in ARITHMETIC:
            wide = index in self.checked
            sql = expressions.arithmetic(op, args, self.dialect, wide)
            if wide:
                self.stages[stage + 1].columns[step.unit].append(f"{sql} AS w{index}")
                self._narrowed(index, step.unit, stage + 1)
                return
        else:
            sql = expressions.plain(op, args, self.as_of) or ""
        if index in self.columns:
            self.stages[stage + 1].columns[step.unit].append(f"{sql} AS v{index}")
            self._put(f"v{index}", stage + 1)
        else:
            self._put(sql, stage)

    def query(self, unit: Unit) -> str:
        """SELECT row_number_, over_, every output of the unit; over_ = a step that overflowed."""
        last = max(self.stages, default=0)
        outputs = [
            f"{self.sql[index]} AS o{position}"
            for position, (_, of, index) in enumerate(self.plan.outputs)
            if of is unit
        ]
        over = [
            f"WHEN w{index} IS NOT NULL AND v{index} IS NULL THEN {index}"
            for index in sorted(self.checked)
            if self.plan.steps[index].unit is unit
        ]
        flag = f"CASE {' '.join(over)} END" if over else "CAST(NULL AS INTEGER)"
        chosen = ", ".join(["row_number_", f"{flag} AS over_", *outputs])
        parts = [*self._stages(last)]
        return (
            f"WITH {', '.join(parts)}\nSELECT {chosen} FROM {_INITIAL[unit]}{last} "
            "ORDER BY row_number_"
        )

    def _stages(self, last: int) -> list[str]:
        parts = ["p0 AS (SELECT * FROM persons_in)", "h0 AS (SELECT * FROM households_in)"]
        for number in range(1, last + 1):
            parts += self._stage(number, self.stages[number])
        return parts

    def _stage(self, number: int, stage: _Stage) -> list[str]:
        before, parts = number - 1, []
        from_persons, from_households = f"p{before} AS p", f"h{before} AS h"
        if stage.aggregates:
            chosen = ", ".join(sql for _, sql in stage.aggregates)
            parts.append(
                f"a{number} AS (SELECT household_id, {chosen} FROM p{before} "  # noqa: S608
                "GROUP BY household_id)"
            )
            from_households += f" LEFT JOIN a{number} AS a ON h.household_id = a.household_id"
        if stage.lifted:
            from_persons += f" JOIN h{before} AS h ON p.household_id = h.household_id"
        persons = ", ".join(["p.*", *stage.columns[Unit.PERSON], *stage.lifted])
        homes = ", ".join(["h.*", *stage.columns[Unit.HOUSEHOLD], *stage.aggregated])
        parts.append(f"p{number} AS (SELECT {persons} FROM {from_persons})")  # noqa: S608
        parts.append(f"h{number} AS (SELECT {homes} FROM {from_households})")  # noqa: S608
        return parts
