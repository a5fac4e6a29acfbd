"""Why a household's results changed between two views of a pool: content, day, links, records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.facts import Cited, FactBook, cite
from zhouji.engine.generation import NoSuchUnitError
from zhouji.engine.link import Knowledge, gather, read_linked
from zhouji.engine.policies import PolicyBook, explain_household
from zhouji.engine.store import read_receipt, rows_with
from zhouji.pipeline.asof import Row, Seen, household_rows, links_of

Json = dict[str, Any]
ALL = 1_000_000


@dataclass(frozen=True, eq=False)
class Look:
    """One household in one view of the pool."""

    seen: Seen
    household_id: int

    @cached_property
    def rows(self) -> tuple[Row, list[Row]] | None:
        """The facts of the household and its members; None where it was not known."""
        try:
            return household_rows(self.seen, self.household_id)
        except NoSuchUnitError:
            return None

    @cached_property
    def explanation(self) -> Json | None:
        if self.rows is None:
            return None
        home, members = self.rows
        return explain_household(self.seen.content.policies, home, members, self.seen.day)

    @cached_property
    def facts(self) -> dict[tuple[str, int], Any]:
        """The values of all facts, by name and whose."""
        home, members = self.rows or ({}, [])
        rows = [*([home] if home else []), *members]
        return {
            (name, row.get("person_id", self.household_id)): value
            for row in rows
            for name, value in row.items()
            if "__" not in name and not name.endswith("_id")
        }

    @cached_property
    def due(self) -> dict[tuple[str, int], date | None]:
        """When each group of facts changes by itself, by group and whose."""
        home, members = self.rows or ({}, [])
        return {
            (name.removesuffix("__next_change"), row.get("person_id", self.household_id)): value
            for row in [home, *members]
            for name, value in row.items()
            if name.endswith("__next_change")
        }

    @property
    def members(self) -> set[int]:
        return {row["person_id"] for row in self.rows[1]} if self.rows else set()

    @cached_property
    def knowledge(self) -> Knowledge:
        return gather(self.seen.pool, self.seen.content.catalogue, self.seen.day)

    @cached_property
    def links(self) -> pa.Table:
        return read_linked(links_of(self.seen), "links")

    def pairs_of(self, members: list[int]) -> dict[int, int]:
        """The pairs of number and name that lead to some persons."""
        rows = self.links.filter(pc.field("person_id").isin(members))
        return dict(zip(rows["pair"].to_pylist(), rows["person_id"].to_pylist(), strict=True))

    def knows_pair(self, pair: int) -> bool:
        return bool(rows_with(self.links, "pair", [pair]).num_rows)

    def file_of(self, batch: int) -> str:
        """The file that a batch came in."""
        receipt = read_receipt(self.seen.pool, batch)
        return receipt.file if receipt else ""

    def cited(self, names: set[str]) -> Cited:
        content, links = self.seen.content, links_of(self.seen)
        return cite(
            self.seen.pool,
            content.facts,
            content.catalogue,
            self.seen.day,
            links,
            [self.household_id],
            names,
            most=ALL,
        )


def of_content(old: Look, new: Look) -> Iterator[Json]:
    """The content changed: which policies, figures and groups of facts say something else."""
    before, after = old.seen.content, new.seen.content
    yield {
        "kind": "content",
        "old": before.digest,
        "new": after.digest,
        "policies": _differing(_policies(before.policies), _policies(after.policies)),
        "parameters": _differing(before.policies.parameters, after.policies.parameters),
        "facts": _differing(_groups(before.facts), _groups(after.facts)),
    }


def of_day(old: Look, new: Look) -> Iterator[Json]:
    """Days passed: facts that were due, sources that grew stale, rules and figures by date."""
    day, book = new.seen.day, new.seen.content.policies
    then = {one.policy.code: one.version.start for one in book.versions_on(old.seen.day)}
    now = {one.policy.code: one.version.start for one in book.versions_on(day)}
    groups = new.seen.content.facts
    yield {
        "kind": "day",
        "old": old.seen.day.isoformat(),
        "new": day.isoformat(),
        "due": [
            {"name": name, **_whose(old, whose), "next_change": due.isoformat()}
            for name, whose in _other_facts(old, new)
            if (due := old.due.get((groups.fact_of(name).header.group, whose))) and due <= day
        ],
        "stale": _stale(old.knowledge, new.knowledge),
        "versions": _differing(then, now),
        "parameters": _differing(book.figures(old.seen.day), book.figures(day)),
    }


def of_links(old: Look, new: Look) -> Iterator[Json]:
    """Linking changed: who came and went, and how many pairs lead to somebody else."""
    came, gone = sorted(new.members - old.members), sorted(old.members - new.members)
    pairs = _turned_pairs(old, new)
    if came or gone or pairs:
        yield {"kind": "linking", "members_came": came, "members_gone": gone, "pairs": pairs}


def of_records(old: Look, new: Look) -> Iterator[Json]:
    """Records came or went: which dataset, which batch, which facts, which rows.

    A batch without rows of theirs counts where it took the place of others or moved the window.
    """
    facts, changed = new.seen.content.facts, _other_facts(old, new)
    cited = new.cited({name for name, _ in changed})
    moved: dict[str, list[tuple[str, int]]] = {}
    for name, whose in changed:
        for dataset in facts.fact_of(name).sources(name):
            moved.setdefault(dataset, []).append((name, whose))
    for dataset, touched in sorted(moved.items()):
        came = set(new.knowledge.of(dataset).current) - set(old.knowledge.of(dataset).current)
        rows = {batch: _rows_of(cited, facts, touched, batch) for batch in sorted(came)}
        told = [batch for batch in rows if rows[batch]] or sorted(came)[-1:]
        for batch in told:
            yield {
                "kind": "record",
                "dataset": dataset,
                "batch": batch,
                "file": new.file_of(batch),
                "facts": sorted({name for name, _ in touched}),
                "rows": rows[batch],
            }


def _rows_of(
    cited: Cited, facts: FactBook, touched: list[tuple[str, int]], batch: int
) -> list[Json]:
    found = {
        row
        for name, whose in touched
        if (one := cited.get((facts.fact_of(name).header.subject, whose, name)))
        for row in one.rows
        if row.batch == batch
    }
    return [asdict(row) for row in sorted(found, key=lambda row: (row.sheet, row.row))]


def _other_facts(old: Look, new: Look) -> list[tuple[str, int]]:
    """Facts with another value than before, which a fact file gives."""
    book = new.seen.content.facts
    known = {*book.types("person"), *book.types("household")}
    both = {*old.facts, *new.facts}
    return sorted(
        key for key in both if key[0] in known and old.facts.get(key) != new.facts.get(key)
    )


def _turned_pairs(old: Look, new: Look) -> int:
    """Pairs of number and name, known to both, that lead to a member in one of them alone."""
    members = sorted(old.members | new.members)
    ours, theirs = (look.pairs_of(members) for look in (old, new))
    turned = [pair for pair in {*ours, *theirs} if ours.get(pair) != theirs.get(pair)]
    return sum(all(look.knows_pair(pair) for look in (old, new)) for pair in turned)


def _stale(then: Knowledge, now: Knowledge) -> list[str]:
    names = sorted({*then.datasets, *now.datasets})
    return [name for name in names if then.of(name).fresh and not now.of(name).fresh]


def _whose(look: Look, whose: int) -> Json:
    return {} if whose == look.household_id else {"subject_id": whose}


def _policies(book: PolicyBook) -> Mapping[str, Any]:
    return book.policies


def _groups(book: FactBook) -> Mapping[str, Any]:
    return {fact.header.group: (fact.header, fact.sql) for fact in book.facts}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = sorted({*before, *after})
    return [name for name in names if before.get(name) != after.get(name)]
