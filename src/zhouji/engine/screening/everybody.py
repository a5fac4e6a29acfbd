"""Screens persons and households with the policies in force on a day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from zhouji.engine.rulebook.binding import BoundPolicy, InForce
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rules import Column, EvaluationRefused, Outcome, Type, Unit, evaluate, pack
from zhouji.engine.rules.evaluate import Engine
from zhouji.engine.rules.types import FEN, MICRO
from zhouji.engine.screening.results import Ints, Months, PolicyResult, Screening, ids_of

PER_HUNDREDTH = MICRO // FEN


def screen(
    book: PolicyBook,
    persons: pa.Table,
    households: pa.Table,
    as_of: date,
    engine: Engine = "auto",
) -> Screening:
    """Every policy in force on the day, on every household and person.

    Args:
        book: the checked policies.
        persons: household_id, person_id and facts (docs/language.md says how types are stored).
        households: household_id, once each, and facts.
        as_of: the day whose policies and parameters count.
        engine: which evaluator works; all give the same.

    Raises:
        ContentRefusedError: a parameter has no value that day.
        EvaluationRefused: a column is missing or of another type, or a value overflows 64 bits.
    """
    return screen_with(book, book.in_force(as_of), persons, households, engine)


def screen_with(
    book: PolicyBook,
    bound: InForce,
    persons: pa.Table,
    households: pa.Table,
    engine: Engine = "auto",
) -> Screening:
    """Screen with a program that is already bound."""
    outcome = evaluate(bound.program, persons, households, engine=engine)
    return Screening(
        day=bound.day,
        content=book.digest,
        results={
            code: _result(policy, outcome, bound.day) for code, policy in bound.policies.items()
        },
        groups=tuple(book.groups),
        household_ids=ids_of(households, "household_id"),
        person_ids=ids_of(persons, "person_id"),
        person_households=ids_of(persons, "household_id"),
    )


def _result(policy: BoundPolicy, outcome: Outcome, day: date) -> PolicyResult:
    columns = outcome.households if policy.unit is Unit.HOUSEHOLD else outcome.persons
    named = {name: columns.get(policy.output(name)) for name in policy.bits}
    eligible = named["eligible"]
    assert eligible is not None
    nowhere = np.zeros(len(eligible), np.bool_)
    nobody_knows = Column(nowhere, nowhere, Type.BOOL)
    amount, fen = _amount(policy, columns.get(policy.output("amount")), eligible)
    true, known = pack([*(column or nobody_knows for column in named.values()), amount])
    amount_of = policy.parsed.version.amount
    return PolicyResult(
        code=policy.code,
        unit=policy.unit,
        amount_unit=amount_of.unit if amount_of else None,
        bits=(*policy.bits, "amount"),
        known=known,
        true=true,
        fen=fen,
        months=_months(policy, columns.get(policy.output("missed")), eligible, day),
    )


def _months(
    policy: BoundPolicy, column: Column | None, eligible: Column, day: date
) -> Months | None:
    """Months an eligible unit has been entitled, not counting those before the version began."""
    if column is None:
        return None
    start = policy.parsed.version.start
    most = max(0, (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day))
    known = eligible.values & column.is_known
    counts = np.clip(np.where(known, column.values, 0), 0, most)
    return Months(counts.astype(np.int64, copy=False), known)


def _amount(policy: BoundPolicy, column: Column | None, eligible: Column) -> tuple[Column, Ints]:
    """Where the amount is known (eligible units only), and the amount in hundredths."""
    count = len(eligible)
    if column is None:
        nowhere = np.zeros(count, np.bool_)
        return Column(nowhere, nowhere, Type.BOOL), np.zeros(count, np.int64)
    known = eligible.values & column.is_known
    fen = np.where(known, column.values, 0)
    if column.type is Type.RATIO:
        fen = np.sign(fen) * ((np.abs(fen) + PER_HUNDREDTH // 2) // PER_HUNDREDTH)
    elif column.type is Type.INT:
        if len(fen) and max(fen.max(), -int(fen.min())) > np.iinfo(np.int64).max // FEN:
            raise EvaluationRefused(f"{policy.code}: an amount does not fit in 64 bits")
        fen = fen * FEN
    return Column(np.zeros(count, np.bool_), known, Type.BOOL), fen.astype(np.int64, copy=False)
