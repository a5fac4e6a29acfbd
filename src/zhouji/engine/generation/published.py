"""A published generation as others read it: who is who, facts, results and findings.

Files are mapped when a table is first asked for; a household is found by search in them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.data_directory import Pool
from zhouji.engine.facts import open_facts
from zhouji.engine.generation.errors import NoSuchUnitError, NothingPublishedError
from zhouji.engine.generation.publishing import readable
from zhouji.engine.generation.receipt import FILE, GenerationReceipt, read_receipt_of
from zhouji.engine.generation.tables import is_untold, open_findings, open_results
from zhouji.engine.rules import Unit
from zhouji.engine.screening.results import ids_of, places_of
from zhouji.engine.telling.explain import Delivery
from zhouji.pool.deliveries import month_of, newest_by_dataset
from zhouji.pool.link import read_linked
from zhouji.pool.store import Layered, receipts, rows_with

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Generation:
    """The tables of one generation, or of one that is being built."""

    folder: Path

    @classmethod
    def open(cls, pool: Pool) -> Generation:
        """The generation that readers are pointed at.

        Raises:
            NothingPublishedError: the pool has not been run yet, or only by an earlier version.
        """
        found = cls.published(pool)
        if found is None:
            raise NothingPublishedError(
                f"nothing is published in {pool.root}. Run it first: zhouji run --data {pool.root}"
            )
        return found

    @classmethod
    def published(cls, pool: Pool) -> Generation | None:
        """The generation that readers are pointed at; None where none can be read."""
        folder = readable(pool)
        return cls.standing(folder) if folder else None

    @classmethod
    def standing(cls, folder: Path) -> Generation:
        """The finished generation in a folder; asked for again, its tables are still mapped."""
        found = (folder / FILE).stat()
        return _opened(folder, found.st_mtime_ns, found.st_ino)

    @cached_property
    def receipt(self) -> GenerationReceipt:
        return read_receipt_of(self.folder)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def day(self) -> date:
        """The day that it looks at."""
        return self.receipt.day

    @cached_property
    def persons(self) -> pa.Table:
        """One row a person: person_id, id_number, name, sex, birth, batch."""
        return read_linked(self.folder, "persons")

    @cached_property
    def households(self) -> pa.Table:
        """One row a household: household_id, hukou_no, village, township, address, head."""
        return read_linked(self.folder, "households")

    @cached_property
    def members(self) -> pa.Table:
        """One row a person in their household: household_id, person_id, relation, since."""
        return read_linked(self.folder, "members")

    @cached_property
    def links(self) -> pa.Table:
        """One row a pair of ID number and name, with its person or the reason for none."""
        return read_linked(self.folder, "links")

    @cached_property
    def facts(self) -> Mapping[Unit, Layered]:
        """The facts of all persons and of all households."""
        persons, households = open_facts(self.folder)
        return {Unit.PERSON: persons, Unit.HOUSEHOLD: households}

    @cached_property
    def findings(self) -> Layered:
        """What was found: see `policies.findings`."""
        return open_findings(self.folder)

    @cached_property
    def results(self) -> Mapping[Unit, Layered]:
        """The results of all persons and of all households."""
        return {unit: open_results(self.folder, unit) for unit in Unit}

    def household(self, household_id: int) -> Row | None:
        """Where a household lives and who heads it; None where nobody knows it."""
        rows = rows_with(self.households, "household_id", [household_id]).to_pylist()
        return rows[0] if rows else None

    def members_of(self, household_id: int) -> list[Row]:
        """The members of a household with their names, the head first, then by age."""
        belongs = rows_with(self.members, "household_id", [household_id]).to_pylist()
        numbers = [row["person_id"] for row in belongs]
        people = rows_with(self.persons, "person_id", numbers).to_pylist()
        named = {row["person_id"]: row for row in people}
        members = [{**named.get(row["person_id"], {}), **row} for row in belongs]
        return sorted(members, key=lambda m: (m["relation"] != "head", str(m.get("birth") or "")))

    def heads_of(self, households: Collection[int]) -> pa.Table:
        """Some households with `head_name` and `head_id_number` beside what is known of them."""
        homes = rows_with(self.households, "household_id", households)
        wanted = pc.unique(homes["head_person_id"]).drop_null().to_pylist()
        heads = rows_with(self.persons, "person_id", wanted)
        heads = heads.select(["person_id", "name", "id_number"]).rename_columns(
            ["head_person_id", "head_name", "head_id_number"]
        )
        return homes.join(heads, "head_person_id", join_type="left outer")

    def rows(self, household_id: int) -> tuple[Row, list[Row]]:
        """The facts of a household and of its members.

        Raises:
            NoSuchUnitError: nobody knows this household.
        """
        homes, people = (
            [row for part in table.of(household_id).to_batches() for row in part.to_pylist()]
            for table in (self.facts[Unit.HOUSEHOLD], self.facts[Unit.PERSON])
        )
        if not homes:
            raise NoSuchUnitError(f"no household {household_id} on {self.day}")
        (home,) = homes
        return home, people

    def household_of(self, person_id: int) -> int:
        """The household that a person belongs to.

        Raises:
            NoSuchUnitError: nobody knows this person, or the person's household.
        """
        found = self.facts[Unit.PERSON].where("person_id", person_id)
        if len(found) == 0:
            raise NoSuchUnitError(f"no person {person_id} in a household on {self.day}")
        return int(found["household_id"][0].as_py())

    def households_with_township(self, places: Mapping[str, str]) -> pa.Table:
        """The household facts with each household's township, by the name that `places` gives."""
        facts, key = self.facts[Unit.HOUSEHOLD].whole(), "household_id"
        rows = places_of(ids_of(facts, key), ids_of(self.households, key))
        codes = self.households.column("township_code").take(pa.array(rows)).to_pylist()
        named = pa.array([places.get(code, code) for code in codes], pa.string())
        return facts.append_column("township", named)

    def is_untold(self, policy: str, household: int, person: int | None) -> bool:
        """Whether it is unknown if a household, or a person of it, is eligible."""
        table = self.results[Unit.HOUSEHOLD if person is None else Unit.PERSON]
        rows = table.of(household)
        if person is not None:
            rows = rows.filter(pc.equal(rows["person_id"], person))
        return is_untold(rows, policy)


@lru_cache(maxsize=4)
def _opened(folder: Path, _written: int, _file: int) -> Generation:
    """A generation is written once: its tables stay mapped between two questions."""
    return Generation(folder)


def newest_deliveries(pool: Pool, day: date) -> dict[str, Delivery]:
    """The newest delivery of each dataset that was known by the end of a day."""
    newest = newest_by_dataset(receipts(pool), day)
    return {name: Delivery(one.batch, month_of(one).first) for name, one in newest.items()}
