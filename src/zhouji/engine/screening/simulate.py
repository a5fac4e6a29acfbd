"""What other figures would do: who gains, who loses, what it costs, by township."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from zhouji.base.money import yuan
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.engine.rules import Unit
from zhouji.engine.rules.evaluate import Engine
from zhouji.engine.screening.changed_figures import changed
from zhouji.engine.screening.everybody import screen_with
from zhouji.engine.screening.exclusive import keep_highest
from zhouji.engine.screening.results import Flags, Ints, PolicyResult, Screening

MONTHS = {"yuan/month": 1, "yuan/year": 12}
TOWNSHIP_COLUMNS = ("township", "township_code")
NO_TOWNSHIP = "?"


@dataclass(frozen=True, eq=False)
class PolicyChange:
    """One policy under the old and the new figures."""

    before: PolicyResult
    after: PolicyResult
    had: Flags
    has: Flags

    @property
    def gains(self) -> Flags:
        """Units known not to get it before that get it now, and those known to get more."""
        sure = self.before.is_known("eligible")
        more = self._both_told & (self.after.fen > self.before.fen)
        return self.has & ((~self.had & sure) | more)

    @property
    def loses(self) -> Flags:
        """Units known not to get it any more, and those known to get less."""
        sure = self.after.is_known("eligible")
        less = self._both_told & (self.after.fen < self.before.fen)
        return self.had & ((~self.has & sure) | less)

    @property
    def _both_told(self) -> Flags:
        """Units that have it under both figures, with an amount that is known under both."""
        told = self.before.is_known("amount") & self.after.is_known("amount")
        return self.had & self.has & told


@dataclass(frozen=True, eq=False)
class Simulation:
    """Every policy under both sets of figures, and the township of each household."""

    screening: Screening
    changes: Mapping[str, str]
    policies: Mapping[str, PolicyChange]
    townships: Sequence[str]
    places: Ints

    def as_json(self) -> dict[str, Any]:
        """What `zhouji simulate --json` prints; money in yuan a month."""
        return {
            "as_of": self.screening.day.isoformat(),
            "changes": dict(self.changes),
            **self._sums(list(self.policies.values())),
            "policies": [
                {"code": code, "unit": str(change.after.unit), **self._sums([change])}
                for code, change in self.policies.items()
            ],
            "townships": self._by_township(),
        }

    def changed_units(self) -> pa.Table:
        """One row a unit and policy that gains or loses."""
        tables = [self._units(code, change) for code, change in self.policies.items()]
        return pa.concat_tables(tables)

    def _sums(self, changes: list[PolicyChange], township: int | None = None) -> dict[str, Any]:
        sums: dict[str, Any] = dict.fromkeys(("gains", "loses", "unknown_before"), 0)
        sums["unknown_after"] = before = after = 0
        sums["amount_unknown_before"] = sums["amount_unknown_after"] = 0
        for change in changes:
            here = self._in(change, township)
            sums["gains"] += int((change.gains & here).sum())
            sums["loses"] += int((change.loses & here).sum())
            sums["unknown_before"] += int((~change.before.is_known("eligible") & here).sum())
            sums["unknown_after"] += int((~change.after.is_known("eligible") & here).sum())
            sums["amount_unknown_before"] += _untold(change.before, change.had & here)
            sums["amount_unknown_after"] += _untold(change.after, change.has & here)
            before += _cost(change.before, change.had & here)
            after += _cost(change.after, change.has & here)
        sums["cost_before"], sums["cost_after"] = str(yuan(before)), str(yuan(after))
        sums["cost_change"] = str(yuan(after - before))
        return sums

    def _in(self, change: PolicyChange, township: int | None) -> Flags:
        count = self.screening.size(change.after.unit)
        if township is None:
            return np.ones(count, np.bool_)
        of_person = change.after.unit is Unit.PERSON
        places = self.places[self.screening.person_places] if of_person else self.places
        return np.asarray(places == township, dtype=np.bool_)

    def _by_township(self) -> list[dict[str, Any]]:
        changes = list(self.policies.values())
        return [
            {"township": name, **self._sums(changes, index)}
            for index, name in enumerate(self.townships)
        ]

    def _units(self, code: str, change: PolicyChange) -> pa.Table:
        rows = np.flatnonzero(change.gains | change.loses)
        of_person = change.after.unit is Unit.PERSON
        homes = self.screening.person_households if of_person else self.screening.household_ids
        people = pa.array(self.screening.person_ids[rows]) if of_person else None
        return pa.table(
            {
                "policy": pa.repeat(pa.scalar(code), len(rows)),
                "household_id": pa.array(homes[rows]),
                "person_id": people if of_person else pa.nulls(len(rows), pa.int64()),
                "effect": pa.array(np.where(change.gains[rows], "gains", "loses"), pa.string()),
                "fen_before": _fen(change.before, change.had, rows),
                "fen_after": _fen(change.after, change.has, rows),
            }
        )


def _fen(result: PolicyResult, holds: Flags, rows: Ints) -> pa.Array:
    """What some units get: nothing where they do not get it, null where nobody knows how much."""
    fen = np.where(holds, result.fen, 0)[rows]
    return pa.array(fen, mask=(holds & ~result.is_known("amount"))[rows])


def _untold(result: PolicyResult, holds: Flags) -> int:
    """How many get it in money, nobody knows how much: the cost leaves them out."""
    in_money = (result.amount_unit or "").startswith("yuan")
    return int((holds & ~result.is_known("amount")).sum()) if in_money else 0


def _cost(result: PolicyResult, holds: Flags) -> int:
    """Fen a month, of amounts that are known; one-off payments and goods cost nothing here."""
    months = MONTHS.get(result.amount_unit or "")
    return int(result.fen[holds].sum()) // months if months else 0


def simulate(
    book: PolicyBook,
    persons: pa.Table,
    households: pa.Table,
    as_of: date,
    changes: Mapping[str, str | int | Decimal | bool | date],
    *,
    policy: str | None = None,
    engine: Engine = "auto",
) -> Simulation:
    """Screen twice, with the day's figures and with changed ones.

    Who already receives something is left out of account: it is the entitlement that counts.

    Args:
        book: the checked policies.
        persons: as for `screen`.
        households: as for `screen`; a column township or township_code groups the result.
        as_of: the day whose policies and parameters count.
        changes: new values by parameter, `name` or `table['key']`, as content writes them.
        policy: only this policy (those that exclude it still do).
        engine: which evaluator works.

    Raises:
        BadChangeError: no such parameter, or a value of another type.
        NoSuchPolicyError: there is no such policy on that day.
    """
    versions = book.versions_on(as_of)
    if policy is not None:
        book.versions_on(as_of, policy)
    draft = book.bind(as_of, versions, changed(book.figures(as_of), changes))
    before = screen_with(book, book.in_force(as_of), persons, households, engine)
    after = screen_with(book, draft, persons, households, engine)
    had, has = entitled(before), entitled(after)
    names, places = _townships(households)
    return Simulation(
        screening=after,
        changes={name: str(value) for name, value in changes.items()},
        policies={
            code: PolicyChange(before.results[code], after.results[code], had[code], has[code])
            for code in after.results
            if policy in (None, code)
        },
        townships=names,
        places=places,
    )


def entitled(screening: Screening) -> dict[str, Flags]:
    """Who is entitled to each policy, whether it is received or not, after exclusivity."""
    held = {code: result.eligible for code, result in screening.results.items()}
    for group in screening.groups:
        standings = screening.standings(group, held)
        held |= keep_highest(group.order, standings, screening.places_in(group))
    return held


def _townships(households: pa.Table) -> tuple[list[str], Ints]:
    name = next((name for name in TOWNSHIP_COLUMNS if name in households.column_names), None)
    if name is None:
        return [], np.zeros(len(households), np.int64)
    column = households.column(name).combine_chunks().cast(pa.string()).fill_null(NO_TOWNSHIP)
    coded = column.dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)
