"""A county of a dozen households in which nothing is delivered any more: only days pass."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.pool.made_up_pool import CONTENT, MadeUpPool, Row, resident
from zhouji.base.data_directory import Pool
from zhouji.engine.generation.publishing import current
from zhouji.office.leads.models import Lead, LeadEvent, LeadReason
from zhouji.pool.store import open_layered

DAY = date(2025, 9, 30)
MONTH = "2025-09"
BORN = date(1975, 6, 15)
TABLES = (
    "facts_persons",
    "facts_households",
    "results_persons",
    "results_households",
    "findings",
)
# A full run sees every lead, an increment those of the touched: that is all `last_run` says.
UNLIKE = {"id", "lead", "batch", "sending", "last_run"}
UNLIKE |= {"at", "created", "changed", "sent_at", "closed_at", "reopened_at"}


@dataclass
class QuietCounty:
    """Deliveries of one day, dataset by dataset, about one person a household."""

    county: MadeUpPool

    def __post_init__(self) -> None:
        self.people: list[Row] = []
        self.rows: dict[str, list[Row]] = {}

    def home_of(self, born: date = BORN, **more: Any) -> int:
        """One more household of one person; gives its number in the register."""
        number = len(self.people) + 1
        self.people.append(resident("张小明", born, number, f"H{number:02d}", **more))
        return number

    def has(self, number: int, dataset: str, **row: Any) -> None:
        who = self.people[number - 1]
        self.rows.setdefault(dataset, []).append({"id": who["id"], "name": who["name"], **row})

    def deliver(self) -> None:
        self.county.deliver("register", MONTH, self.people)
        for dataset, rows in self.rows.items():
            self.county.deliver(dataset, MONTH, rows)
        self.county.deliver_nothing_of_the_rest(MONTH, ["register", *self.rows])


def a_county(root: Path) -> QuietCounty:
    """A pool with Pinghu's content and nobody in it."""
    shutil.copytree(CONTENT, root / "content")
    county = QuietCounty(MadeUpPool(root))
    county.county.pool.inbox.mkdir()
    return county


def amend(file: Path, old: str, new: str) -> None:
    """Change a content file, which must say the old text once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, file
    file.write_text(text.replace(old, new), encoding="utf-8")


def office() -> list[dict[str, Any]]:
    """Every lead with its reasons and history, in every field that is not UNLIKE by nature."""
    return [
        {
            **_fields(lead),
            "reasons": [
                _fields(reason)
                for reason in LeadReason.objects.filter(lead=lead).order_by("policy", "subject_id")
            ],
            "events": sorted(
                str(sorted(_fields(event).items())) for event in LeadEvent.objects.filter(lead=lead)
            ),
        }
        for lead in Lead.objects.order_by("household_id", "status", "first_run", "pk")
    ]


def _fields(row: Lead | LeadReason | LeadEvent) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name.removesuffix("_id") not in UNLIKE}


def told(pool: Pool) -> dict[str, list[dict[str, Any]]]:
    """The published generation, table by table."""
    folder = current(pool)
    assert folder is not None
    return {name: open_layered(folder, name).whole().to_pylist() for name in TABLES}
