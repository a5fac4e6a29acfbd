"""Where DuckDB and Spark differ: literals, wide whole numbers, whole division."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhouji.base.arrow import ARROW, sql_type
from zhouji.engine.rules.arithmetic import EPOCH
from zhouji.engine.rules.plan import Step
from zhouji.engine.rules.types import Type

_BEYOND = 10**19  # more than 64 bits hold, and times any 64-bit value less than 38 digits


@dataclass(frozen=True)
class Dialect:
    """DuckDB; Spark overrides what it writes otherwise."""

    text_type: str = "VARCHAR"
    wide_type: str = "HUGEINT"

    def column_type(self, kind: Type) -> str:
        return self.text_type if kind is Type.CODE else sql_type(ARROW[kind])

    def constant(self, step: Step) -> str:
        """A constant of the plan."""
        value = step.value
        if value is None:
            return f"CAST(NULL AS {self.column_type(step.type)})"
        if step.type is Type.BOOL:
            return "TRUE" if value else "FALSE"
        if step.type is Type.CODE:
            return self.text(str(value))
        if step.type is Type.DATE:
            assert isinstance(value, int)
            return f"DATE '{date.fromordinal(value + EPOCH).isoformat()}'"
        return f"CAST({value} AS BIGINT)"

    def text(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def wide(self, sql: str) -> str:
        """A 64-bit value with room for products of two."""
        return f"CAST({sql} AS HUGEINT)"

    def whole(self, value: str, divisor: str, wide: bool) -> str:
        """Whole division of a value not below zero by a divisor above zero or NULL."""
        return f"({value} // {divisor})"

    def half(self, divisor: str, wide: bool) -> str:
        """Half the size of a divisor, rounded down."""
        return f"(abs({divisor}) // 2)"

    def narrow(self, sql: str) -> str:
        """Back to 64 bits, NULL where it does not fit."""
        return f"TRY_CAST({sql} AS BIGINT)"


@dataclass(frozen=True)
class SparkDialect(Dialect):
    """Spark SQL under ANSI rules."""

    text_type: str = "STRING"
    wide_type: str = "DECIMAL(38,0)"

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def wide(self, sql: str) -> str:
        return f"CAST({sql} AS DECIMAL(19,0))"

    def half(self, divisor: str, wide: bool) -> str:
        return f"floor(abs({divisor}) / 2)" if wide else f"(abs({divisor}) div 2)"

    def whole(self, value: str, divisor: str, wide: bool) -> str:
        if not wide:
            return f"({value} div {divisor})"
        # `div` answers in 64 bits and `/` rounds: take the rest off first, and step aside
        # where the quotient cannot fit anyway.
        beyond = f"CAST({_BEYOND} AS DECIMAL(20,0))"
        limit = f"{beyond} * CAST({divisor} AS DECIMAL(19,0))"
        exact = f"CAST(({value} - {value} % {divisor}) / {divisor} AS DECIMAL(38,0))"
        return f"CASE WHEN {value} >= {limit} THEN {beyond} ELSE {exact} END"


DUCKDB = Dialect()
SPARK = SparkDialect()
