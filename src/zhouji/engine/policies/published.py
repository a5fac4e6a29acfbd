"""The facts of a published generation, a household at a time, by search in mapped files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhouji.engine.base.pool import Pool
from zhouji.engine.deliveries import month_of, newest_by_dataset
from zhouji.engine.facts import open_facts
from zhouji.engine.policies.errors import NoSuchUnitError, NothingPublishedError
from zhouji.engine.policies.explain import Delivery
from zhouji.engine.policies.results import places_of
from zhouji.engine.store import Layered, read_arrow, receipts

Ints = npt.NDArray[np.int64]
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Published:
    """Both fact tables of a generation, sorted by household, and the day they look at."""

    folder: Path
    day: date
    persons: Layered
    households: Layered

    @classmethod
    def open(cls, pool: Pool) -> Published:
        """The generation that readers are pointed at.

        Raises:
            NothingPublishedError: the pool has not been run yet.
        """
        folder = pool.current()
        if folder is None:
            raise NothingPublishedError(
                f"nothing is published in {pool.root}. Run it first: zhouji run --data {pool.root}"
            )
        said = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        persons, households = open_facts(folder)
        return cls(folder, date.fromisoformat(said["as_of"]), persons, households)

    def rows(self, household_id: int) -> tuple[Row, list[Row]]:
        """The facts of a household and of its members.

        Raises:
            NoSuchUnitError: nobody knows this household.
        """
        homes, people = (
            [row for batch in table.of(household_id).to_batches() for row in batch.to_pylist()]
            for table in (self.households, self.persons)
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
        found = self.persons.where("person_id", person_id)
        if len(found) == 0:
            raise NoSuchUnitError(f"no person {person_id} in a household on {self.day}")
        return int(found["household_id"][0].as_py())

    def households_with_township(self, places: Mapping[str, str]) -> pa.Table:
        """The household facts with each household's township, by the name that `places` gives."""
        names = ["household_id", "township_code"]
        homes = read_arrow(self.folder / "households.arrow").select(names)
        facts = self.households.whole()
        rows = places_of(_ids(facts, "household_id"), _ids(homes, "household_id"))
        codes = homes.column("township_code").take(pa.array(rows)).to_pylist()
        named = pa.array([places.get(code, code) for code in codes], pa.string())
        return facts.append_column("township", named)


def newest_deliveries(pool: Pool, day: date) -> dict[str, Delivery]:
    """The newest delivery of each dataset that was known by the end of a day."""
    newest = newest_by_dataset(receipts(pool), day)
    return {name: Delivery(one.batch, month_of(one).first) for name, one in newest.items()}


def _ids(table: pa.Table, name: str) -> Ints:
    ids: Ints = table.column(name).to_numpy()
    return ids
