"""The rows behind one fact of a household and its members, as its file names them."""

from __future__ import annotations

from dataclasses import dataclass

from zhouji.base.ids import mask_name
from zhouji.engine.facts import SourceRow
from zhouji.office.households.household_files import HouseholdFile
from zhouji.pipeline.asof import seen_now
from zhouji.pipeline.rows_behind import cited_rows
from zhouji.web.fact_names import fact_kind, source_name
from zhouji.web.pool import the_pool


@dataclass(frozen=True)
class RowsOfFact:
    """The newest rows behind a fact of one person, or of the household, and how many there are."""

    whose: str
    rows: list[tuple[str, SourceRow]]
    total: int


def is_fact(name: str) -> bool:
    """Whether a fact file gives it."""
    return bool(fact_kind(name))


def rows_of_fact(file: HouseholdFile, name: str) -> list[RowsOfFact]:
    """By whose fact it is, the members in the order of the file."""
    cited = cited_rows(seen_now(the_pool()), [file.household_id], {name})
    names = {m["person_id"]: mask_name(m.get("name") or "") for m in file.members}
    order = {person: place for place, person in enumerate(names)}
    found = sorted(cited.items(), key=lambda item: order.get(item[0][1], -1))
    return [
        RowsOfFact(
            names.get(number, ""),
            [(source_name(row.dataset), row) for row in citation.rows],
            citation.total,
        )
        for (_, number, _), citation in found
    ]
