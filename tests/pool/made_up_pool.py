"""A small pool made up row by row: deliveries go straight into the store, with receipts."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhouji.base.data_directory import Pool
from zhouji.base.ids import check_digit
from zhouji.base.month import Month
from zhouji.pool.catalogue import Catalogue, load_catalogue
from zhouji.pool.store import Receipt, append, records_schema
from zhouji.pool.store.receipts import write_receipt

CONTENT = Path(__file__).parents[2] / "counties" / "pinghu"
Row = Mapping[str, Any]


def id_number(birth: date, serial: int) -> str:
    """A valid number of the unassigned area 330498; an odd serial is a man's."""
    body = f"330498{birth:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


def pair_of(number: str | None, name: str | None) -> int | None:
    if not number and not name:
        return None
    digest = blake2b(f"{number or ''}|{name or ''}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class MadeUpPool:
    """A pool in a temporary folder, with the county's own catalogue."""

    def __init__(self, root: Path, catalogue: Catalogue | None = None) -> None:
        self.pool = Pool(root)
        self.catalogue = catalogue or load_catalogue(CONTENT)
        self.deliveries = 0
        (root / "secret").mkdir(parents=True)
        self.pool.id_key.write_bytes(b"a key for tests")

    def deliver(
        self, dataset: str, period: str, rows: Sequence[Row], known_on: date | None = None
    ) -> int:
        """Take rows in as one batch; `id` and `name` stand for the dataset's own fields."""
        found = self.catalogue.datasets[dataset]
        schema = records_schema(found)
        self.deliveries += 1
        seed = f"{dataset} {period} {self.deliveries}".encode()
        batch = int.from_bytes(blake2b(seed, digest_size=8).digest(), "big") >> 1
        numbered = found.field_of_type("id").name
        called = found.field_of_type("name").name
        whole = []
        for number, row in enumerate(rows, start=2):
            full = {"pair": pair_of(row.get("id"), row.get("name")), "batch": batch, "row": number}
            full |= {k: v for k, v in row.items() if k not in ("id", "name")}
            whole.append({**full, numbered: row.get("id"), called: row.get("name")})
        table = pa.Table.from_pylist(whole, schema=schema)
        if rows:
            append(self.pool, dataset, table, str(batch))
        known = known_on or Month.parse(period).last
        write_receipt(
            self.pool,
            Receipt(
                batch, dataset, found.department, "made-up.csv", f"{batch:x}", period,
                known.isoformat(), f"{known}T00:00:00Z", "test", len(rows), len(rows), 0, [],
                True, "test",
            ),
        )  # fmt: skip
        return batch

    def deliver_nothing_of_the_rest(self, period: str, but: Sequence[str] = ()) -> None:
        """An empty delivery of every dataset not named: it is fresh and holds nobody."""
        for name in self.catalogue.datasets:
            if name not in but:
                self.deliver(name, period, [])

    def generation(self, name: str) -> Path:
        folder = self.pool.derived / name
        shutil.rmtree(folder, ignore_errors=True)
        return folder


def resident(
    name: str, birth: date, serial: int, home: str = "H1", relation: str = "head", **more: Any
) -> dict[str, Any]:
    """One row of the register."""
    return {
        "id": id_number(birth, serial),
        "name": name,
        "sex": "m" if serial % 2 else "f",
        "birth": birth,
        "hukou_no": home,
        "relation": relation,
        "kind": "rural",
        "village_code": "330498001201",
        "address": "某村1号",
        **more,
    }
