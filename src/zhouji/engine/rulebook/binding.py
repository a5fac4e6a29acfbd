"""Binds the policies in force on a day to one program, with the names of its outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhouji.engine.rulebook.figures import Figures
from zhouji.engine.rulebook.parsing import ParsedVersion
from zhouji.engine.rules import (
    Expr,
    Output,
    Program,
    Type,
    Unit,
    Variable,
    Vocabulary,
    bind,
)

AMOUNT_TYPES = {
    "yuan/month": Type.MONEY,
    "yuan/year": Type.MONEY,
    "yuan/once": Type.MONEY,
    "tonnes/month": Type.RATIO,
    "kwh/month": Type.RATIO,
    "none": None,
}


@dataclass(frozen=True)
class BoundPolicy:
    """One policy in the version of the day, and how its outputs are called in the program."""

    parsed: ParsedVersion

    @property
    def code(self) -> str:
        return self.parsed.policy.code

    @property
    def unit(self) -> Unit:
        return Unit(self.parsed.policy.unit)

    @property
    def conditions(self) -> tuple[str, ...]:
        return tuple(condition.id for condition in self.parsed.version.conditions)

    @property
    def bits(self) -> tuple[str, ...]:
        """What each bit of the masks says, from bit 0."""
        return ("eligible", "possible", "received", *self.conditions)

    def output(self, name: str) -> str:
        return f"{self.code}.{name}"

    @property
    def amount_type(self) -> Type | None:
        amount = self.parsed.version.amount
        return AMOUNT_TYPES[amount.unit] if amount else None

    def told(self) -> list[Output]:
        """What the sentence that says why holds in its braces."""
        return [
            Output(self.output(f"why.{text}"), self.unit, expr, self.code)
            for text, expr in self.parsed.told
        ]

    def everything(self) -> list[Output]:
        """All that any program asks of the policy."""
        return self.outputs() + self.told()

    def outputs(self) -> list[Output]:
        """What a screening asks for."""
        parsed = self.parsed
        asked = [
            self._yes_no("eligible", parsed.eligible),
            self._yes_no("possible", parsed.possible),
        ]
        if parsed.received is not None:
            asked.append(self._yes_no("received", parsed.received))
        asked += [self._yes_no(name, expr) for name, expr in parsed.conditions.items()]
        if parsed.amount is not None:
            asked.append(
                Output(self.output("amount"), self.unit, parsed.amount, self.code, self.amount_type)
            )
        if parsed.missed is not None:
            asked.append(
                Output(self.output("missed"), self.unit, parsed.missed, self.code, Type.INT)
            )
        return asked

    def _yes_no(self, name: str, expr: Expr) -> Output:
        return Output(self.output(name), self.unit, expr, self.code, Type.BOOL)


Asked = Callable[[BoundPolicy], list[Output]]


@dataclass(frozen=True, eq=False)
class InForce:
    """The policies of one day and the one program that works them all out."""

    day: date
    program: Program
    policies: Mapping[str, BoundPolicy]


def bind_policies(
    parsed: Iterable[ParsedVersion],
    vocabulary: Vocabulary,
    variables: Iterable[Variable],
    figures: Figures,
    day: date,
    *,
    asked: Asked = BoundPolicy.outputs,
    check_rest: bool = True,
) -> InForce:
    """One program for these versions, of what is asked of each policy.

    `check_rest` False leaves out what that does not reach: only where it was bound before.

    Raises:
        RuleFaults: a name, type or parameter does not fit; every fault with file and line.
    """
    policies = {one.policy.code: BoundPolicy(one) for one in parsed}
    program = bind(
        vocabulary,
        [output for policy in policies.values() for output in asked(policy)],
        variables=variables,
        local={code: policy.parsed.names for code, policy in policies.items()},
        parameters=figures,
        as_of=day,
        check_rest=check_rest,
    )
    return InForce(day, program, policies)
