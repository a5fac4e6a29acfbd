"""The truth about the made-up county, kept beside its files and never read by the product."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from zhouji.demo.county import NO_DAY, County, Delivery
from zhouji.demo.dice import Array
from zhouji.demo.households import KINDS, RELATIONS
from zhouji.demo.rows import Rows
from zhouji.demo.truth_households import household_facts
from zhouji.demo.truth_leads import find_leads
from zhouji.demo.truth_persons import person_facts
from zhouji.demo.truth_rows import Clean

Progress = Callable[[str, int, int], None]


class Truth:
    """Remembers the clean rows of every delivery and writes what is true at each."""

    def __init__(self, county: County, folder: Path) -> None:
        self.county = county
        self.folder = folder
        self.rows: dict[str, list[Rows]] = {}

    def remember(self, name: str, rows: Rows) -> None:
        """Keep a source's clean rows: all of a stream, the newest of a snapshot."""
        stream = self.county.content.datasets[name].mode == "stream"
        self.rows[name] = [*self.rows.get(name, []), rows] if stream else [rows]

    def keep_files(self, delivery: Delivery, files: pl.DataFrame, faults: pl.DataFrame) -> None:
        """Write the list of files and of the faults in them."""
        folder = self.folder / str(delivery.period)
        folder.mkdir(parents=True, exist_ok=True)
        files.write_parquet(folder / "files.parquet")
        faults.write_parquet(folder / "faults.parquet")

    def write(self, delivery: Delivery, leads: bool, progress: Progress) -> None:
        """Write people, households, clean facts and findings as of the delivery."""
        folder = self.folder / str(delivery.period)
        pq.write_table(self._people(), self.folder / "people.parquet")
        pq.write_table(self._households(), self.folder / "households.parquet")
        clean = Clean.of(self.county, delivery, self.rows)
        persons, households = self._keys(), self._home_keys()
        person_table = _sorted(pa.table({**persons, **person_facts(clean)}), "person_id")
        home_table = _sorted(pa.table({**households, **household_facts(clean)}))
        pq.write_table(person_table, folder / "facts_persons.parquet")
        pq.write_table(home_table, folder / "facts_households.parquet")
        if leads:
            found = find_leads(self.county.content.root, person_table, home_table, delivery.day)
            pq.write_table(found, folder / "leads.parquet")
        progress(f"truth {delivery.period}", 1, 1)

    def _keys(self) -> dict[str, pa.Array]:
        people, homes = self.county.people, self.county.homes
        return {
            "household_id": pa.array(people["home"].astype(np.int64)),
            "person_id": pa.array(np.arange(len(people))),
            "true_id": pa.array(people["number"].tolist()),
            "hukou_no": pa.array(homes["hukou_no"][people["home"]].tolist()),
        }

    def _home_keys(self) -> dict[str, pa.Array]:
        homes = self.county.homes
        return {
            "household_id": pa.array(np.arange(len(homes))),
            "hukou_no": pa.array(homes["hukou_no"].tolist()),
        }

    def _people(self) -> pa.Table:
        people = self.county.people
        return pa.table(
            {
                **self._keys(),
                "name": pa.array(people["name"].tolist()),
                "sex": pa.array(np.where(people["male"], "m", "f").tolist()),
                "birth": _days(people["birth"]),
                "relation": pa.array(np.asarray(RELATIONS)[people["relation"]].tolist()),
                "died": _days(people["died"]),
                "moved_in": _days(people["moved_in"]),
                "moved_out": _days(people["moved_out"]),
            }
        )

    def _households(self) -> pa.Table:
        """Households; `planted` says what was put there on purpose."""
        homes, villages = self.county.homes, self.county.content.villages
        kinds = np.asarray([kind.name for kind in KINDS])[homes["kind"]]
        return pa.table(
            {
                **self._home_keys(),
                "village_code": pa.array([villages[v].code for v in homes["village"]]),
                "kind": pa.array(kinds.tolist()),
                "planted": pa.array(homes["planted"].tolist()),
            }
        )


def _days(values: Array) -> pa.Array:
    return pa.array(values.astype("datetime64[D]"), pa.date32(), mask=values <= NO_DAY)


def _sorted(table: pa.Table, then: str | None = None) -> pa.Table:
    keys = [("household_id", "ascending")]
    return table.sort_by([*keys, (then, "ascending")] if then else keys)
