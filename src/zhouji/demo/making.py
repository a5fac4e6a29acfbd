"""Makes the county: everybody at the start, the months after, the files and the truth."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from zhouji.demo.aids import make_aids
from zhouji.demo.change import next_month
from zhouji.demo.classes import make_classes
from zhouji.demo.content import find_content, load_content
from zhouji.demo.county import County, Delivery
from zhouji.demo.errors import TooLargeError, TooSmallError
from zhouji.demo.files import Writer
from zhouji.demo.health import make_health
from zhouji.demo.history import make_history
from zhouji.demo.households import make_households, make_strangers
from zhouji.demo.own_files import made_anew
from zhouji.demo.property import make_property
from zhouji.demo.rows import Rows
from zhouji.demo.school import make_school
from zhouji.demo.sources import names_of, rows_of
from zhouji.demo.truth import Truth
from zhouji.demo.work import make_work
from zhouji.engine.base.month import Month
from zhouji.engine.base.pool import write_durably

HISTORY = 23
LEAST, MOST = 500, 5_000_000
PARTS = ("raw", "truth")
Progress = Callable[[str, int, int], None]


def make_county(
    folder: Path,
    *,
    people: int,
    seed: int,
    months: int = 1,
    start: str = "2025-09",
    content: Path | None = None,
    truth: bool = True,
    leads: bool = True,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Write a made-up county's deliveries (and what is true of it) below `folder`.

    Raises:
        NoContentError: no county content where it was looked for.
        TooSmallError: fewer people than a county needs.
        NotOursError: `folder` holds what this program did not make; nothing is deleted.
    """
    refuse_odd_size(people)
    begun = time.perf_counter()
    first = Month.parse(start)
    find_content(content)
    with made_anew(folder, PARTS) as building:
        progress("people", 0, 1)
        county = first_county(seed, first, people, content)
        progress("people", 1, 1)
        known = Truth(county, building / "truth") if truth else None
        said = []
        for number in range(months):
            if number:
                next_month(county)
            delivery = delivery_of(county, first=number == 0)
            said.append(deliver(county, delivery, building, known, progress))
            if known:
                known.write(delivery, leads=leads, progress=progress)
    return {
        "folder": str(folder),
        "people": people,
        "households": len(county.homes),
        "deliveries": said,
        "seconds": round(time.perf_counter() - begun, 1),
    }


def refuse_odd_size(people: int) -> None:
    """Make sure that there are people enough for every kind of household, and not too many.

    Raises:
        TooSmallError: there are too few.
        TooLargeError: no machine holds so many.
    """
    if people > MOST:
        raise TooLargeError(f"{people} people are too many; ask for {MOST:,} or fewer")
    if people < LEAST:
        raise TooSmallError(f"{people} people are too few; ask for {LEAST} or more: --people 2000")


def first_county(seed: int, month: Month, people: int, content: Path | None) -> County:
    """Everybody and everything at the end of the first month."""
    county = County(seed, load_content(content), month)
    make_households(county, people)
    make_strangers(county, round(people * county.content.figures["strangers"]))
    make_work(county)
    make_school(county)
    make_health(county)
    make_property(county)
    make_history(county)
    make_classes(county)
    make_aids(county)
    return county


def delivery_of(county: County, first: bool) -> Delivery:
    return Delivery(county.month, county.month.plus(-HISTORY) if first else county.month)


def deliver(
    county: County, delivery: Delivery, folder: Path, truth: Truth | None, progress: Progress
) -> dict[str, Any]:
    """Write one delivery's files; remember its clean rows for the truth."""
    raw = folder / "raw" / str(delivery.period)
    raw.mkdir(parents=True, exist_ok=True)
    writer = Writer(county, delivery, raw)
    names = names_of(county)
    for done, name in enumerate(names):
        rows: Rows = rows_of(county, delivery, name)
        if truth:
            truth.remember(name, rows)
        writer.write(county.content.datasets[name], rows)
        progress(str(delivery.period), done + 1, len(names))
    note = {
        "made_up": True,
        "delivered_on": delivery.day.isoformat(),
        "period": str(delivery.period),
        "county": county.content.figures["id_area"],
        "seed": county.seed,
        "people": len(county.people),
    }
    write_durably(raw / "delivery.json", (json.dumps(note, indent=1) + "\n").encode())
    faults = writer.ledger.table()
    if truth:
        truth.keep_files(delivery, pl.DataFrame(writer.files), faults)
    return _summary(delivery, writer, faults)


def _summary(delivery: Delivery, writer: Writer, faults: pl.DataFrame) -> dict[str, Any]:
    rows = [int(str(file["rows"])) for file in writer.files]
    kinds = faults.group_by("kind").len().sort("kind")
    return {
        "period": str(delivery.period),
        "files": len(rows),
        "rows": int(np.sum(rows)),
        "faults": dict(zip(kinds["kind"].to_list(), kinds["len"].to_list(), strict=True)),
        "harmful": int(faults.filter(~pl.col("harmless")).height),
    }
