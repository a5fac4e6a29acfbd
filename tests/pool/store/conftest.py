"""What the tests of the store share: an empty pool, two small datasets, rows and receipts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue, Dataset, load_catalogue
from zhouji.pool.store import Receipt, append, records_schema
from zhouji.pool.store.receipts import write_receipt

PINGHU = Path(__file__).parents[3] / "counties" / "pinghu"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(PINGHU)


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    return Pool(tmp_path / "pool")


def rows(dataset: Dataset, batch: int, *values: dict[str, Any]) -> pa.Table:
    """Rows of a batch; fields not given are null."""
    schema = records_schema(dataset)
    listed = [
        dict.fromkeys(schema.names) | {"batch": batch, "row": n + 2, "pair": n} | value
        for n, value in enumerate(values)
    ]
    return pa.Table.from_pylist(listed, schema=schema)


@pytest.fixture
def receive(pool: Pool) -> Callable[..., Receipt]:
    """Appends rows and writes their receipt."""

    def go(dataset: Dataset, batch: int, known_on: str, *values: dict[str, Any]) -> Receipt:
        append(pool, dataset.name, rows(dataset, batch, *values), str(batch))
        receipt = Receipt(
            batch=batch,
            dataset=dataset.name,
            department=dataset.department,
            file="a.csv",
            digest=f"{batch:064d}",
            period=known_on[:7],
            known_on=known_on,
            received_at=known_on + "T00:00:00+00:00",
            by="test",
            rows_in=len(values),
            accepted=len(values),
            refused=0,
            sheets=[],
            made_up=True,
            legal_basis=dataset.basis,
        )
        write_receipt(pool, receipt)
        return receipt

    return go
