"""Why a household's results changed between two views of a pool: content, day, links, records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.facts import Cited, FactBook, SourceRow, cite
from zhouji.engine.generation import NoSuchUnitError
from zhouji.engine.rules import Unit
from zhouji.engine.telling import explain_household
from zhouji.pipeline.asof import Row, Seen, household_rows, links_of
from zhouji.pool.deliveries import Knowledge, gather
from zhouji.pool.link import read_linked
from zhouji.pool.store import read_receipt, rows_with

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

    @property
    def values(self) -> dict[int, Row]:
        """The facts of the household and of each member, by whose they are."""
        home, members = self.rows or ({}, [])
        people = {row["person_id"]: row for row in members}
        return {self.household_id: home, **people} if home else {}

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

    def cited(self, names: set[str]) -> CitedRows:
        """All rows behind some facts."""
        content, links = self.seen.content, links_of(self.seen)
        found = cite(
            self.seen.pool,
            content.facts,
            content.catalogue,
            self.seen.day,
            links,
            [self.household_id],
            names,
            most=ALL,
        )
        return CitedRows(self, found)


@dataclass(frozen=True)
class CitedRows:
    """The rows behind facts, by name and whose."""

    look: Look
    cited: Cited

    def of(self, fact: tuple[str, int]) -> tuple[SourceRow, ...]:
        name, whose = fact
        subject = self.look.seen.content.facts.fact_of(name).header.subject
        found = self.cited.get((subject, whose, name))
        return found.rows if found else ()


@dataclass(frozen=True)
class Moved:
    """What one step moved: policies, figures and the facts behind what they say otherwise."""

    codes: frozenset[str]
    parameters: frozenset[str]
    facts: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, old: Look, new: Look, changed: list[Json]) -> Moved:
        """From what `compare` gave of two looks."""
        codes = frozenset(one["code"] for one in changed)
        used = {
            parameter["name"].partition("[")[0]
            for look in (old, new)
            for policy in (look.explanation or {"policies": []})["policies"]
            if policy["code"] in codes
            for parameter in policy["parameters"]
        }
        named = {
            (fact["name"], fact.get("subject_id", new.household_id))
            for one in changed
            for condition in one["conditions"]
            for fact in condition["facts"]
        }
        named |= {
            fact
            for one in changed
            if one["now"] and not one["conditions"]
            for fact in _moved_of(old, new, one["code"])
        }
        book = new.seen.content.facts
        known = {*book.types("person"), *book.types("household")}
        facts = tuple(sorted(key for key in named if key[0] in known))
        return cls(codes, frozenset(used), facts)


def _moved_of(old: Look, new: Look, code: str) -> Iterator[tuple[str, int]]:
    """Facts with other values that a policy reads beside its conditions: what is received, say."""
    read = new.seen.content.policies.reads(new.seen.day, code)
    before, after = old.values, new.values
    for whose, now in after.items():
        unit = Unit.HOUSEHOLD if whose == new.household_id else Unit.PERSON
        was = before.get(whose, {})
        yield from ((name, whose) for name in read.of(unit) if was.get(name) != now.get(name))


def of_content(old: Look, new: Look, moved: Moved) -> Iterator[Json]:
    """The content changed: which of these policies, figures and groups of facts it changed."""
    before, after = old.seen.content, new.seen.content
    groups = {after.facts.fact_of(name).header.group for name, _ in moved.facts}
    yield {
        "kind": "content",
        "old": before.digest,
        "new": after.digest,
        "policies": _differing(before.policies.policies, after.policies.policies, moved.codes),
        "parameters": _differing(
            before.policies.parameters, after.policies.parameters, moved.parameters
        ),
        "facts": _differing(_groups(before.facts), _groups(after.facts), groups),
    }


def of_day(old: Look, new: Look, moved: Moved) -> Iterator[Json]:
    """Days passed: facts that were due, sources that grew stale, rules and figures by date."""
    then, day = old.seen.day, new.seen.day
    content = new.seen.content
    decided = {source for name, _ in moved.facts for source in _sources(new, name)}
    yield {
        "kind": "day",
        "old": then.isoformat(),
        "new": day.isoformat(),
        "due": [
            {"name": name, **_whose(old, whose), "next_change": due.isoformat()}
            for name, whose in moved.facts
            if (due := old.due.get((content.facts.fact_of(name).header.group, whose)))
            and due <= day
        ],
        "stale": [name for name in _stale(old.knowledge, new.knowledge) if name in decided],
        "versions": _differing(_versions(new, then), _versions(new, day), moved.codes),
        "parameters": _differing(
            content.policies.figures(then), content.policies.figures(day), moved.parameters
        ),
    }


def of_links(old: Look, new: Look, moved: Moved) -> Iterator[Json]:
    """Linking changed: who came and went, and how many pairs lead to somebody else."""
    came, gone = sorted(new.members - old.members), sorted(old.members - new.members)
    pairs = _turned_pairs(old, new)
    if came or gone or pairs:
        yield {"kind": "linking", "members_came": came, "members_gone": gone, "pairs": pairs}


def of_records(old: Look, new: Look, moved: Moved) -> Iterator[Json]:
    """Records came or went: which dataset, which batch, which facts, which rows.

    Where no row of theirs came or went, the batches that moved the window or made it fresh.
    """
    names = {name for name, _ in moved.facts}
    before, after = old.cited(names), new.cited(names)
    found: dict[tuple[str, int], tuple[set[str], set[SourceRow]]] = {}
    for key in moved.facts:
        came = {dataset: _came(old, new, dataset) for dataset in _sources(new, key[0])}
        theirs = {row for row in after.of(key) if row.batch in came[row.dataset]}
        lost = {row.dataset for row in before.of(key) if _went(new, row)}
        touched = {row.dataset for row in theirs} | lost or set(came)
        for dataset in touched:
            rows = {row for row in theirs if row.dataset == dataset}
            for batch in {row.batch for row in rows} or came[dataset]:
                names_of, rows_of = found.setdefault((dataset, batch), (set(), set()))
                names_of.add(key[0])
                rows_of.update(row for row in rows if row.batch == batch)
    for (dataset, batch), (facts, rows) in sorted(found.items()):
        yield {
            "kind": "record",
            "dataset": dataset,
            "batch": batch,
            "file": new.file_of(batch),
            "facts": sorted(facts),
            "rows": [asdict(row) for row in sorted(rows, key=lambda row: (row.sheet, row.row))],
        }


def _came(old: Look, new: Look, dataset: str) -> set[int]:
    """The batches of a dataset that count now and did not before."""
    return set(new.knowledge.of(dataset).current) - set(old.knowledge.of(dataset).current)


def _went(new: Look, row: SourceRow) -> bool:
    return row.batch not in new.knowledge.of(row.dataset).current


def _sources(look: Look, name: str) -> list[str]:
    """The datasets that decide a fact."""
    return look.seen.content.facts.fact_of(name).sources(name)


def _versions(look: Look, day: date) -> dict[str, date]:
    """Since when the version of each policy is in force that is so on a day."""
    versions = look.seen.content.policies.versions_on(day)
    return {one.policy.code: one.version.start for one in versions}


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


def _groups(book: FactBook) -> Mapping[str, Any]:
    return {fact.header.group: (fact.header, fact.sql) for fact in book.facts}


def _differing(
    before: Mapping[str, Any], after: Mapping[str, Any], wanted: Collection[str]
) -> list[str]:
    return [name for name in sorted(wanted) if before.get(name) != after.get(name)]
