"""One household's facts as they were known by the end of an earlier day, under the content then."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from zhouji.base.data_directory import Pool
from zhouji.engine import facts
from zhouji.engine.generation import (
    Generation,
    GenerationReceipt,
    NoSuchUnitError,
    NotKeptError,
    kept,
)
from zhouji.engine.generation.receipt import read_receipt_of
from zhouji.pipeline.content import Content, content_of, present_content
from zhouji.pipeline.errors import NothingReceivedError
from zhouji.pool.ingest import receipts
from zhouji.pool.link import is_linked, link, read_linked

LOOKED_BACK = "lookback"
KEPT = 6
Row = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """A pool as somebody saw it: the batches they knew, the content in force, the day looked at.

    `links` holds its linking, where there is one already; `published` says that all tables of the
    generation stand there.
    """

    pool: Pool
    content: Content
    day: date
    links: Path | None = None
    published: bool = False


def seen_on(pool: Pool, day: date) -> Seen:
    """What was known by the end of a day, under the content in force then.

    Raises:
        NothingReceivedError: nothing was known by then.
        NotKeptError: the content of that day is not there any more.
    """
    published = Generation.published(pool)
    if published and published.day == day:
        return seen_by(pool, published.receipt)
    known = [receipt.batch for receipt in receipts(pool) if receipt.known <= day]
    if not known:
        raise NothingReceivedError(f"nothing was received by {day}")
    content = content_on(pool, day)
    return Seen(pool.as_known(content.folder, known), content, day)


def seen_now(pool: Pool) -> Seen:
    """What the published generation knows, under the pool's present content.

    Raises:
        NothingPublishedError: the pool has not been run yet.
    """
    published = Generation.open(pool)
    content = present_content(pool)
    known = pool.as_known(content.folder, published.receipt.known)
    return Seen(known, content, published.day, published.folder, published=True)


def seen_by(pool: Pool, receipt: GenerationReceipt) -> Seen:
    """What a generation knew, under its content.

    Raises:
        NotKeptError: its content or one of its batches is not there any more.
    """
    content = content_of(pool, receipt)
    there = {one.batch: one.digest for one in receipts(pool)}
    lost = [taken for taken in receipt.batches if there.get(taken.batch) != taken.digest]
    if lost:
        raise NotKeptError(
            f"{len(lost)} batches of generation {receipt.generation} are not there, the first is "
            f"{lost[0].batch} of {lost[0].dataset}. Next: zhouji doctor --data {pool.root}"
        )
    tables = pool.derived / receipt.generation
    then = pool.as_known(content.folder, receipt.known)
    if tables.is_dir() and read_receipt_of(tables) == receipt:
        return Seen(then, content, receipt.day, tables, published=True)
    return Seen(then, content, receipt.day)


def content_on(pool: Pool, day: date) -> Content:
    """The content in force on a day: that of the last generation which looked at it or before.

    After the last generation it is the pool's present content, before the first one the first's.

    Raises:
        NotKeptError: the content of that day is not there any more.
    """
    published = kept(pool)
    if not published or max(receipt.day for receipt in published) < day:
        return present_content(pool)
    earlier = [receipt for receipt in published if receipt.day <= day]
    chosen = max(earlier, key=_order) if earlier else published[0]
    return content_of(pool, chosen)


def _order(receipt: GenerationReceipt) -> tuple[date, str]:
    return receipt.day, receipt.generation


def household_rows(seen: Seen, household_id: int) -> tuple[Row, list[Row]]:
    """The facts of a household and of its members, as published or rebuilt from the records.

    The linking of a day is kept under `derived`, so that a second question is quick.

    Raises:
        NoSuchUnitError: the household was not known.
    """
    if seen.published:
        return Generation.standing(links_of(seen)).rows(household_id)
    only = np.asarray([household_id], np.int64)
    content, links = seen.content, links_of(seen)
    persons, households = facts.build(
        seen.pool, content.facts, content.catalogue, seen.day, links, only
    )
    if households.num_rows == 0:
        raise NoSuchUnitError(f"no household {household_id} on {seen.day}")
    return households.to_pylist()[0], persons.to_pylist()


def household_of_person(seen: Seen, person_id: int) -> int:
    """The household in which a person was registered.

    Raises:
        NoSuchUnitError: nobody with that id was known.
    """
    if seen.published:
        return Generation.standing(links_of(seen)).household_of(person_id)
    members = read_linked(links_of(seen), "members")
    found = members.filter(pc.equal(members["person_id"], person_id))
    if found.num_rows == 0:
        raise NoSuchUnitError(f"no person {person_id} in a household on {seen.day}")
    return int(found["household_id"][0].as_py())


def linked(seen: Seen, earlier: Seen | None) -> Seen:
    """With its linking, which an earlier view's, if of the same catalogue, makes quicker."""
    same = earlier is not None and earlier.content.catalogue == seen.content.catalogue
    previous = earlier.links if earlier is not None and same else None
    return replace(seen, links=links_of(seen, previous))


def links_of(seen: Seen, previous: Path | None = None) -> Path:
    """Who was who, as somebody saw it; linked anew unless kept from an earlier question."""
    if seen.links is not None:
        return seen.links
    shelf = seen.pool.derived / LOOKED_BACK
    known = sorted(seen.pool.batches_then or ())
    said = repr((seen.day, known, seen.content.digest))
    folder = shelf / f"{seen.day}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    if not is_linked(folder):
        shutil.rmtree(folder, ignore_errors=True)
        _make_room(shelf, previous)
        link(seen.pool, seen.content.catalogue, seen.day, previous, folder)
    os.utime(folder)  # what was asked for last is kept longest
    return folder


def _make_room(shelf: Path, needed: Path | None) -> None:
    ours = (p for p in shelf.glob("????-??-??-*") if p.is_dir() and p != needed)
    found = sorted(ours, key=lambda p: p.stat().st_mtime)
    for folder in found[: max(0, len(found) - KEPT + 1)]:
        shutil.rmtree(folder)
