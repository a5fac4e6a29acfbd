"""Adds to explanations the rows behind each fact: dataset, file, sheet, row, batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from zhouji.engine.facts import Citation, Cited, cite
from zhouji.pipeline.asof import Seen, links_of

Json = dict[str, Any]


def add_rows(explanations: Sequence[Json], seen: Seen) -> None:
    """Give every fact of some households' explanations `rows`, the newest twenty, and `rows_total`.

    A fact that several conditions read is one and the same dictionary, as `explain_household` gives
    it. All households are looked up together, since most of the time goes into opening the tables.
    """
    names = {fact["name"] for told in explanations for fact in _facts(told)}
    cited = cited_rows(seen, [told["unit_id"] for told in explanations], names)
    for told in explanations:
        for fact in _facts(told):
            found = _citation(cited, fact, told["unit_id"])
            fact["rows"] = [asdict(row) for row in found.rows]
            fact["rows_total"] = found.total


def cited_rows(seen: Seen, households: Sequence[int], names: Collection[str]) -> Cited:
    """The rows behind some facts of households and their members."""
    content = seen.content
    if not content.has_facts:
        return {}
    links = links_of(seen)
    return cite(seen.pool, content.facts, content.catalogue, seen.day, links, households, names)


def _facts(told: Json) -> Iterator[Json]:
    for policy in told["policies"]:
        for condition in policy["conditions"]:
            yield from condition["facts"]


def _citation(cited: Cited, fact: Json, household_id: int) -> Citation:
    if "subject_id" in fact:
        return cited.get(("person", fact["subject_id"], fact["name"]), Citation())
    return cited.get(("household", household_id, fact["name"]), Citation())
