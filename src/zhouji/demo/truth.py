"""The truth about the made-up county, kept beside its files and never read by the product."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from zhouji.demo.county import County, Delivery
from zhouji.demo.rows import Rows


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

    def write(
        self, delivery: Delivery, leads: bool, progress: Callable[[str, int, int], None]
    ) -> None:
        """Write people, households and clean facts as of the delivery."""
