"""What a pool holds and found, as far as the truth can be held against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from zhouji.base.data_directory import Pool
from zhouji.demo.errors import NoTruthError
from zhouji.engine.generation import Generation
from zhouji.pool.catalogue import Catalogue, load_catalogue
from zhouji.pool.deliveries import delivered
from zhouji.pool.store import Receipt, connect, files, quoted, receipts, rows_sql


@dataclass(frozen=True)
class PoolView:
    """A pool's published generation and its receipts up to a period."""

    pool: Pool
    catalogue: Catalogue
    generation: Generation
    receipts: list[Receipt]

    @classmethod
    def of(cls, data: Path, period: str) -> PoolView:
        """The pool in a data directory.

        Raises:
            NoTruthError: nothing was published there yet.
        """
        pool = Pool.open(data)
        generation = Generation.published(pool)
        if generation is None:
            raise NoTruthError(f"{data} has no results yet. Next: zhouji run --data {data}")
        known = [receipt for receipt in receipts(pool) if receipt.period <= period]
        return cls(pool, load_catalogue(pool.content), generation, known)

    def batches(self) -> pl.DataFrame:
        """Which batch each file became: period, dataset, file (its last name), batch and counts."""
        return pl.DataFrame(
            [
                {
                    "period": receipt.period,
                    "dataset": receipt.dataset,
                    "name": Path(receipt.file).name,
                    "batch": receipt.batch,
                    "rows_in": receipt.rows_in,
                    "taken": receipt.accepted + receipt.refused,
                }
                for receipt in self.receipts
            ],
            schema={
                "period": pl.String,
                "dataset": pl.String,
                "name": pl.String,
                "batch": pl.Int64,
                "rows_in": pl.Int64,
                "taken": pl.Int64,
            },
        )

    def judge(self, planted: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
        """What became of each planted fault; linked rows, and those linked to somebody else.

        Args:
            planted: number, batch (null: the file was not taken in), row, true_id.
        """
        con = connect(self.pool, memory="3GB")
        try:
            self._tables(con)
            con.register("planted", planted.to_arrow())
            verdicts = pl.DataFrame(con.sql(_sql("verdicts")).to_arrow_table())
            counted = con.execute(_sql("wrong_links")).fetchone() or (0, 0)
            return verdicts, int(counted[0]), int(counted[1])
        finally:
            con.close()

    def _tables(self, con: duckdb.DuckDBPyConnection) -> None:
        parts = [
            f"SELECT batch, row, pair FROM ({rows_sql(self.pool, dataset, self._current(name))})"  # noqa: S608
            for name, dataset in self.catalogue.datasets.items()
        ]
        con.execute(f"CREATE TEMP TABLE seen AS {' UNION ALL '.join(parts)}")
        published = self.generation
        con.register("links", published.links)
        con.register("persons", published.persons)
        con.register("households", published.households)
        held = ", ".join(quoted(file.path) for file in files(self.pool.refused))
        source = f"read_parquet([{held}])" if held else "(SELECT 0::BIGINT AS batch, 0 AS row)"
        con.execute(f"CREATE TEMP TABLE refused_rows AS SELECT batch, row FROM {source}")  # noqa: S608

    def _current(self, dataset: str) -> frozenset[int]:
        """Batches that count, of the receipts up to the period."""
        told = delivered(self.catalogue.datasets[dataset], self.receipts, date.max)
        return frozenset(receipt.batch for receipt in told.current)

    def findings(self) -> pl.DataFrame:
        """What the office's leads say: hukou_no, policy, subject (ID number or null), state.

        `holds` is false where a lead only keeps a reason of an earlier run that can't be told now.
        """
        rows = [
            {
                "household_id": lead["household_id"],
                "policy": reason["policy"],
                "subject_id": reason["subject_id"],
                "state": reason["state"],
                "amount": reason["amount"],
            }
            for lead in _leads(self.pool.root)
            for reason in lead["amounts"]
        ]
        schema = {
            "household_id": pl.Int64,
            "policy": pl.String,
            "subject_id": pl.Int64,
            "state": pl.String,
            "amount": pl.Float64,
        }
        found = pl.DataFrame(rows, schema=schema).join(
            self._held(), on=["household_id", "policy", "subject_id"], how="left"
        )
        homes, people = (
            pl.DataFrame(table) for table in (self.generation.households, self.generation.persons)
        )
        found = found.join(homes.select("household_id", "hukou_no"), on="household_id", how="left")
        names = people.select(subject_id="person_id", subject="id_number")
        found = found.join(names, on="subject_id", how="left")
        of_home = pl.col("subject_id") == pl.col("household_id")
        subject = pl.when(of_home).then(None).otherwise(pl.col("subject"))
        holds = pl.col("holds").fill_null(value=False)
        return found.select(
            "hukou_no", "policy", subject.alias("subject"), "state", "amount", holds
        )

    def _held(self) -> pl.DataFrame:
        """What the published generation finds, under the leads' subjects."""
        found = pl.DataFrame(self.generation.findings.whole())
        return found.select(
            "household_id",
            "policy",
            subject_id=pl.col("person_id").fill_null(pl.col("household_id")),
            holds=pl.lit(value=True),
        )


def _leads(data: Path) -> list[dict[str, Any]]:
    from zhouji.web import configure

    configure(data)
    from zhouji.office.leads.queries import as_json

    return as_json()


def _sql(query: str) -> str:
    return (resources(__package__) / "sql" / f"{query}.sql").read_text(encoding="utf-8")
