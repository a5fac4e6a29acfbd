"""Holds what the product found against what is true, and explains every difference."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from zhouji.demo.errors import NoTruthError
from zhouji.demo.pool_view import PoolView

LEAST = 0.98  # recall and precision in households without planted harm
MOST_WRONG = 0.0005  # share of linked rows that may belong to somebody else
KEY = ["hukou_no", "policy", "subject"]
SHOWN = 200
FAULTS_A_DIFFERENCE = 8


@dataclass(frozen=True)
class Comparison:
    """The result: figures, differences with their faults, and whether the thresholds hold."""

    figures: dict[str, Any]
    differences: list[dict[str, Any]]

    @property
    def holds(self) -> bool:
        """Whether recall, precision, wrong links, row counts and explanations are good enough."""
        figures = self.figures
        return bool(
            figures["recall"] >= LEAST
            and figures["precision"] >= LEAST
            and figures["wrong_link_share"] <= MOST_WRONG
            and figures["unexplained"] == 0
            and figures["rows_taken"] == figures["rows_written"]
        )

    def as_json(self) -> dict[str, Any]:
        """For programs; ID numbers are those of made-up people."""
        return {"holds": self.holds, **self.figures, "differences": self.differences[:SHOWN]}


def compare(data: Path, truth: Path, period: str | None = None) -> Comparison:
    """Hold the findings of a pool against the truth of a period (by default the newest taken in).

    Raises:
        NoTruthError: no truth of that period, or no results in the pool.
    """
    period = period or _newest(data, truth)
    folder = truth / period
    if not (folder / "leads.parquet").is_file():
        raise NoTruthError(
            f"{folder} has no leads.parquet. "
            "Next: zhouji county make without --no-truth and --no-leads"
        )
    view = PoolView.of(data, period)
    faults = _faults(truth, period, view)
    verdicts, linked, wrong = view.judge(faults.select("number", "batch", "row", "true_id"))
    faults = faults.join(verdicts, on="number").sort("number")
    faults = pl.concat([faults, _strayed(truth, faults)]).sort("number")
    differences = _differences(folder, view, faults)
    harmed = faults.filter(~pl.col("harmless"))["hukou_no"].drop_nulls().unique()
    rows = _rows(truth, period, view)
    return _told(period, folder, differences, harmed, faults, rows, (linked, wrong))


def _newest(data: Path, truth: Path) -> str:
    known = {receipt.period for receipt in PoolView.of(data, "9999-12").receipts}
    held = [path.parent.name for path in sorted(truth.glob("*/leads.parquet"))]
    both = [period for period in held if period in known]
    if not both:
        raise NoTruthError(f"{truth} has no truth of a period that {data} has taken in")
    return both[-1]


def _faults(truth: Path, period: str, view: PoolView) -> pl.DataFrame:
    """Faults that count: of streams all, of snapshots the period's; with the batch of the file."""
    parts = []
    for path in sorted(truth.glob("*/faults.parquet")):
        told = path.parent.name
        if told > period:
            continue
        part = pl.read_parquet(path).with_columns(period=pl.lit(told))
        if told < period:
            streams = [n for n, d in view.catalogue.datasets.items() if d.mode == "stream"]
            part = part.filter(pl.col("dataset").is_in(streams))
        parts.append(part)
    faults = pl.concat(parts).with_columns(name=pl.col("file").str.split("/").list.last())
    batches = view.batches().select("period", "dataset", "name", "batch")
    faults = faults.join(batches, on=["period", "dataset", "name"], how="left")
    return faults.sort("period", "file", "row", "kind").with_row_index("number")


def _strayed(truth: Path, faults: pl.DataFrame) -> pl.DataFrame:
    """Rows that went to somebody else, once more: under the household they went to."""
    people = pl.read_parquet(truth / "people.parquet", columns=["true_id", "hukou_no"])
    astray = faults.filter(pl.col("linked_to") != pl.col("true_id"))
    homes = people.rename({"true_id": "linked_to", "hukou_no": "went_to"})
    found = astray.join(homes, on="linked_to", how="inner")
    found = found.with_columns(hukou_no="went_to", harmless=pl.lit(value=True))
    return found.select(faults.columns)


def _differences(folder: Path, view: PoolView, faults: pl.DataFrame) -> pl.DataFrame:
    """All findings, here or there: hukou_no, policy, subject, in truth, in product, states."""
    true = pl.read_parquet(folder / "leads.parquet").with_columns(true=pl.lit(value=True))
    amounts = (pl.col("amount_fen") / 100).alias("true_amount")
    true = true.select(*KEY, "true", amounts, true_state="state")
    found = view.findings().filter("holds").with_columns(found=pl.lit(value=True))
    both = true.join(found, on=KEY, how="full", coalesce=True, nulls_equal=True)
    harmed = faults.filter(~pl.col("harmless"))["hukou_no"].drop_nulls().unique()
    return both.with_columns(
        pl.col("true").fill_null(value=False),
        pl.col("found").fill_null(value=False),
        clean=~pl.col("hukou_no").is_in(harmed.implode()).fill_null(value=False),
    ).sort(KEY)


def _rows(truth: Path, period: str, view: PoolView) -> dict[str, int]:
    """Rows written in files that were taken in, and rows accepted or refused."""
    parts = [
        pl.read_parquet(path).with_columns(period=pl.lit(path.parent.name))
        for path in sorted(truth.glob("*/files.parquet"))
        if path.parent.name <= period
    ]
    written = pl.concat(parts).with_columns(name=pl.col("file").str.split("/").list.last())
    joined = written.join(view.batches(), on=["period", "dataset", "name"], how="left")
    return {
        "files_written": len(written),
        "files_taken": int(joined["batch"].is_not_null().sum()),
        "rows_written": int(written["rows"].sum()),
        "rows_taken": int(joined["taken"].fill_null(0).sum()),
    }


def _told(
    period: str,
    folder: Path,
    findings: pl.DataFrame,
    harmed: pl.Series,
    faults: pl.DataFrame,
    rows: dict[str, int],
    links: tuple[int, int],
) -> Comparison:
    homes = pl.read_parquet(folder / "facts_households.parquet", columns=["hukou_no"])
    clean = findings.filter("clean")
    hits = clean.filter(pl.col("true") & pl.col("found"))
    differences = _explained(findings.filter(pl.col("true") != pl.col("found")), faults)
    unlike = hits.filter(
        (pl.col("state") != pl.col("true_state"))
        | (pl.col("true_amount") - pl.col("amount")).abs().fill_null(0.0).gt(0.005)
    )
    return Comparison(
        {
            "period": period,
            "households": len(homes),
            "clean_households": len(homes) - len(harmed),
            "clean_share": round(1 - len(harmed) / len(homes), 4),
            "findings_true": int(findings["true"].sum()),
            "findings_product": int(findings["found"].sum()),
            "clean_findings": int(clean["true"].sum()),
            "recall": _share(len(hits), int(clean["true"].sum())),
            "precision": _share(len(hits), int(clean["found"].sum())),
            "all_recall": _share(
                int((findings["true"] & findings["found"]).sum()), int(findings["true"].sum())
            ),
            "all_precision": _share(
                int((findings["true"] & findings["found"]).sum()), int(findings["found"].sum())
            ),
            "other_state_or_amount": len(unlike),
            "differences_count": len(differences),
            "unexplained": sum(not row["faults"] for row in differences),
            "linked_rows": links[0],
            "wrong_links": links[1],
            "wrong_link_share": round(links[1] / max(links[0], 1), 7),
            **rows,
            "faults_seen_as": _seen(faults),
        },
        sorted(differences, key=lambda row: (bool(row["faults"]), row["hukou_no"])),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 5) if whole else 1.0


def _seen(faults: pl.DataFrame) -> dict[str, dict[str, int]]:
    """For each kind of fault how many rows the pool saw as what."""
    counts = faults.group_by("kind", "seen_as").len().sort("kind", "seen_as")
    told: dict[str, dict[str, int]] = {}
    for kind, seen_as, count in counts.iter_rows():
        told.setdefault(kind, {})[seen_as] = count
    return told


def _explained(different: pl.DataFrame, faults: pl.DataFrame) -> list[dict[str, Any]]:
    """Each difference with the faulty rows of its household, the harmful ones before others."""
    homes = different["hukou_no"].drop_nulls().unique()
    there = faults.filter(pl.col("hukou_no").is_in(homes.implode()))
    by_home: dict[str, list[dict[str, Any]]] = {}
    columns = ["period", "file", "sheet", "row", "column", "kind", "harmless", "seen_as", "reason"]
    for row in there.sort("harmless", "number").select("hukou_no", *columns).iter_rows(named=True):
        by_home.setdefault(row.pop("hukou_no"), []).append(row)
    return [
        {
            "what": "missed" if row["true"] else "extra",
            "hukou_no": row["hukou_no"],
            "policy": row["policy"],
            "subject": row["subject"],
            "clean": row["clean"],
            "faults": by_home.get(row["hukou_no"], [])[:FAULTS_A_DIFFERENCE],
        }
        for row in different.iter_rows(named=True)
    ]
