"""One household's facts as they were known by the end of an earlier day."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from zhouji.engine import facts
from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Catalogue, load_catalogue
from zhouji.engine.ingest import receipts
from zhouji.engine.link import is_linked, link, read_linked
from zhouji.pipeline.errors import NothingReceivedError

LOOKED_BACK = "lookback"
KEPT = 3
Row = dict[str, Any]


def household_rows(pool: Pool, household_id: int, day: date) -> tuple[Row, list[Row]]:
    """The facts of a household and of its members, rebuilt from the append-only records.

    The linking of that day is kept under `derived`, so that a second question is quick.

    Raises:
        NothingReceivedError: nothing was known by then, or the household was not.
    """
    catalogue = load_catalogue(pool.content)
    links = _links(pool, catalogue, day)
    book = facts.load_facts(pool.content, catalogue)
    only = np.asarray([household_id], np.int64)
    persons, households = facts.build(pool, book, catalogue, day, links, only)
    if households.num_rows == 0:
        raise NothingReceivedError(f"household {household_id} was not known on {day}")
    return households.to_pylist()[0], persons.to_pylist()


def household_of_person(pool: Pool, person_id: int, day: date) -> int:
    """The household in which a person was registered on that day.

    Raises:
        NothingReceivedError: nobody with that id was known.
    """
    import pyarrow.compute as pc

    folder = _links(pool, load_catalogue(pool.content), day)
    members = read_linked(folder, "members")
    found = members.filter(pc.equal(members["person_id"], person_id))
    if found.num_rows == 0:
        raise NothingReceivedError(f"person {person_id} was not known on {day}")
    return int(found["household_id"][0].as_py())


def _links(pool: Pool, catalogue: Catalogue, day: date) -> Path:
    """Who was who on a day; linked anew unless kept from an earlier question."""
    known = sorted(receipt.batch for receipt in receipts(pool) if receipt.known <= day)
    if not known:
        raise NothingReceivedError(f"nothing was received by {day}")
    print_of_known = hashlib.sha256(repr((day, known)).encode()).hexdigest()[:16]
    shelf = pool.derived / LOOKED_BACK
    folder = shelf / f"{day}-{print_of_known}"
    if not is_linked(folder):
        shutil.rmtree(folder, ignore_errors=True)
        _make_room(shelf)
        link(pool, catalogue, day, None, folder)
    return folder


def _make_room(shelf: Path) -> None:
    kept = sorted((p for p in shelf.glob("*") if p.is_dir()), key=lambda p: p.stat().st_mtime)
    for folder in kept[: max(0, len(kept) - KEPT + 1)]:
        shutil.rmtree(folder)
