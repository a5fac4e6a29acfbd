"""What changed for a household from run to run, and why: told from receipts and kept content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from zhouji.base.data_directory import Pool
from zhouji.engine.generation import GenerationReceipt, NoSuchUnitError, kept
from zhouji.engine.generation.history import changed_in
from zhouji.engine.telling.differences import compare
from zhouji.office.accounts.actor import Actor
from zhouji.office.households.household_files import record_history_read
from zhouji.pipeline.asof import Seen, linked, seen_by
from zhouji.pipeline.reasons import Look, Moved, of_content, of_day, of_links, of_records

Json = dict[str, Any]
Reasons = Callable[[Look, Look, Moved], Iterator[Json]]


def history(*, by: Actor, pool: Pool, household_id: int) -> list[Json]:
    """The runs in which results of a household or its members changed, the oldest first.

    Each has generation, as_of, why and policies (see `compare`). The inputs of a run change one
    after the other: its content, its day, its batches; `why` has an entry for each that changed a
    result, with the policies in which it did.

    Raises:
        NoSuchUnitError: no run ever knew this household.
        NotKeptError: content or a batch of a run is not there any more.
    """
    receipts = {int(receipt.generation): receipt for receipt in kept(pool)}
    numbers = [number for number in changed_in(pool, household_id) if number in receipts]
    if not numbers:
        raise NoSuchUnitError(f"no run knew a household {household_id}")
    record_history_read(by=by, household_id=household_id)
    return list(_entries(pool, household_id, [receipts[number] for number in numbers]))


def _entries(pool: Pool, household_id: int, changed: list[GenerationReceipt]) -> Iterator[Json]:
    receipts = {receipt.generation: receipt for receipt in kept(pool)}
    last: Seen | None = None
    for receipt in changed:
        before = receipts.get(receipt.previous or "")
        if before is None:
            last = linked(seen_by(pool, receipt), None)
            policies = compare(None, Look(last, household_id).explanation)
            why: list[Json] = [{"kind": "first", "in": _codes(policies)}]
        else:
            earlier = linked(seen_by(pool, before), last)
            last = linked(seen_by(pool, receipt), earlier)
            why, policies = _told(earlier, last, household_id)
        if policies:
            said = {"generation": receipt.generation, "as_of": receipt.as_of}
            yield {**said, "why": why, "policies": policies}


def _told(before: Seen, after: Seen, household_id: int) -> tuple[list[Json], list[Json]]:
    """Why, and what changed between two generations."""
    why: list[Json] = []
    first = old = Look(before, household_id)
    for seen, reasons in _steps(before, after):
        new = Look(seen, household_id)
        if changed := compare(old.explanation, new.explanation):
            moved = Moved.of(old, new, changed)
            said = [reason for tell in reasons for reason in tell(old, new, moved)]
            why += [{**reason, "in": sorted(moved.codes)} for reason in said]
        old = new
    return why, compare(first.explanation, old.explanation)


def _steps(before: Seen, after: Seen) -> Iterator[tuple[Seen, list[Reasons]]]:
    """From one generation to the next by one input after the other; links rest on batches alone."""
    known = before.pool.batches_then or frozenset()
    between = replace(before, published=False)
    if before.content.digest != after.content.digest:
        pool = before.pool.as_known(after.content.folder, known)
        between = linked(replace(between, pool=pool, content=after.content), before)
        yield between, [of_content]
    if before.day != after.day:
        between = replace(between, day=after.day)
        yield between, [of_day]
    if known != after.pool.batches_then:
        yield after, [of_links, of_records]


def _codes(policies: list[Json]) -> list[str]:
    return sorted({one["code"] for one in policies})
