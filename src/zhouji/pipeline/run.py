"""One run: inbox, link, facts, screening, results, leads; only who was touched, unless full."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from zhouji.base.data_directory import Pool
from zhouji.base.today import today
from zhouji.engine import facts
from zhouji.engine.generation import Generation, GenerationReceipt, publishing, weigh
from zhouji.engine.generation.history import append_results
from zhouji.engine.generation.receipt import digest_of, read_receipt_of, taken_from
from zhouji.engine.generation.version import engine_version
from zhouji.engine.generation.weighing import Before
from zhouji.pipeline.content import Content
from zhouji.pipeline.errors import FarFutureError, NothingReceivedError
from zhouji.pipeline.holding import held
from zhouji.pipeline.leads import apply_generation
from zhouji.pipeline.report import Progress, RunReport, silent
from zhouji.pipeline.screening import Derived, Screened, moved_by_the_day, screen_derived
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.deliveries import pool_today
from zhouji.pool.ingest import Receipt, Refusal, receipts, take_all
from zhouji.pool.link import LinkReport, link

MOST = 0.5  # stream rows a person from which everybody is done anew
AHEAD = timedelta(days=3660)  # no rule or figure is known that far


def run(
    pool: Pool, *, full: bool = False, as_of: date | None = None, progress: Progress = silent
) -> RunReport:
    """Take the pool from its inbox to leads.

    Args:
        pool: the pool; the office's database must be configured and migrated.
        full: screen everybody anew instead of only the touched.
        as_of: what was known by the end of that day, under the content in force that day; by
            default today, in a made-up pool the day of its newest delivery.
        progress: is told stage, done and total.

    Raises:
        Faults: content that does not bind; nothing was changed.
        NothingReceivedError: no delivery is known by that day.
        FarFutureError: a day that nobody can know anything of.
        RunUnderWayError: another run holds the pool.
    """
    with held(pool), _at_rest(Content.load(pool)) as content:
        report = RunReport()
        _finish_earlier_run(pool)
        _take_inbox(pool, content.catalogue, report, progress)
        found = receipts(pool)
        day = _day_of(found, as_of)
        known = [receipt for receipt in found if receipt.known <= day]
        if not known:
            raise NothingReceivedError(
                f"nothing was received by {day}. Put files into {pool.inbox} "
                f"or take them in: zhouji ingest --data {pool.root} PATH"
            )
        _Run(pool, content, day, known, report, progress).go(full)
        return report


def _day_of(found: list[Receipt], asked: date | None) -> date:
    """The asked day; else today, which in a made-up pool is the day of its newest delivery."""
    if asked is None:
        return pool_today(found)
    if asked > today() + AHEAD:
        raise FarFutureError(f"{asked} is too far ahead to tell of; ask for a nearer day")
    return asked


@contextmanager
def _at_rest(content: Content) -> Iterator[Content]:
    """Collections of garbage need not walk the content and the program time and again."""
    gc.freeze()
    try:
        yield content
    finally:
        gc.unfreeze()


def _finish_earlier_run(pool: Pool) -> None:
    """Do for a published generation what a run killed just after publishing left undone."""
    publishing.keep_receipt(pool)
    published = Generation.published(pool)
    if published is not None and not publishing.is_applied(published.folder):
        apply_generation(pool, published, scope=None)


def _take_inbox(pool: Pool, catalogue: Catalogue, report: RunReport, progress: Progress) -> None:
    with report.stage("ingest", progress) as tell:
        taken = take_all(pool, catalogue, [pool.inbox], by="run", progress=tell)
    no_deliveries = []
    for one in taken:
        if isinstance(one, Receipt):
            report.files += 1
            report.rows_in += one.rows_in
            report.rows_accepted += one.accepted
            report.rows_refused += one.refused
        elif isinstance(one, Refusal):
            report.files_refused += 1
            report.held.append(f"{one.file} was refused whole: {one.reason_en}; {one.mend_en}")
        else:
            report.files_left += 1
            if one.is_delivery:
                report.held.append(f"{one.file}: {one.reason_en}; {one.mend_en}")
            else:
                no_deliveries.append(one.file)
    if no_deliveries:
        report.held.append(f"left in the inbox, no deliveries: {', '.join(no_deliveries)}")


@dataclass(frozen=True)
class _Run:
    """The stages of one run over what is known by its day."""

    pool: Pool
    content: Content
    day: date
    known: list[Receipt]
    report: RunReport
    progress: Progress

    def go(self, full: bool) -> None:
        published, previous = publishing.current(self.pool), Generation.published(self.pool)
        before = read_receipt_of(published) if published else None
        looking_back = before is not None and self.day < before.day
        changed = before is None or before.content != self.content.digest
        self.report.full = full or changed or looking_back or previous is None
        self.report.as_of = self.day.isoformat()
        building = publishing.start(self.pool)
        base = None if self.report.full else previous
        links = self._link(building, base)
        derived = self._derive(building, base, links)
        screened = self._screen(building, previous, derived)
        self.report.leads = screened.count_leads()
        if looking_back:
            self.report.held.append("looked back: nothing was published")
            publishing.drop(building)
        else:
            receipt = self._receipt(building, base, links, published.name if published else None)
            self._publish(building, derived, screened, receipt)

    def _link(self, building: Path, base: Generation | None) -> LinkReport:
        previous = base.folder if base else None
        with self.report.stage("link", self.progress):
            links = link(self.pool, self.content.catalogue, self.day, previous, building)
        self.report.linked, self.report.conflicts = links.linked, links.conflicts
        self.report.unlinked = links.unlinked
        self.report.persons, self.report.households = links.persons, links.households
        return links

    def _derive(self, building: Path, base: Generation | None, links: LinkReport) -> Derived:
        """Facts of the touched, or of everybody; written into the building."""
        book, catalogue = self.content.facts, self.content.catalogue
        with self.report.stage("facts", self.progress):
            who = None
            groups = book.groups()
            if base is not None and not self._moves_most(base.receipt):
                touched = facts.touched(
                    self.pool, book, catalogue, base.folder, links, building, self.day
                )
                who = None if touched.everybody else touched.households
                groups = touched.groups
            told = book.only(groups)
            fresh = facts.build(self.pool, told, catalogue, self.day, building, who)
            if base is not None and who is not None:
                tables = facts.merge(facts.open_facts(base.folder), fresh, who)
            else:
                tables = facts.base_of(*fresh)
            facts.save_facts(building, *tables)
        self.report.touched_share = 1.0 if who is None else _share(who, self.report.households)
        if base is not None and who is not None:
            who = moved_by_the_day(self.content.policies, who, base, self.day)
        return Derived(tables[0], tables[1], who)

    def _moves_most(self, before: GenerationReceipt) -> bool:
        """Whether new rows of streams are so many that sparing some would cost more than it saves.

        A month of wages and pensions moves the twelve-month income of nearly every household.
        """
        datasets = self.content.catalogue.datasets
        known = before.known
        rows = sum(
            receipt.accepted
            for receipt in self.known
            if receipt.batch not in known and datasets[receipt.dataset].mode == "stream"
        )
        return rows > MOST * self.report.persons

    def _screen(self, building: Path, previous: Generation | None, derived: Derived) -> Screened:
        with self.report.stage("screen", self.progress):
            screened = screen_derived(self.content.policies, derived, self.day, building, previous)
        self.report.screened = screened.screened
        return screened

    def _receipt(
        self, building: Path, base: Generation | None, links: LinkReport, previous: str | None
    ) -> GenerationReceipt:
        """What the finished building was made of, and what it says."""
        with self.report.stage("publish", self.progress):
            before = None
            if base is not None and links.moved_pairs is not None:
                before = Before(base.folder, base.receipt, links.moved_pairs)
            tables = weigh(building, before)
        return GenerationReceipt(
            generation=publishing.next_name(self.pool),
            as_of=self.day.isoformat(),
            content=self.content.digest,
            batches=taken_from(self.known),
            engine=engine_version(),
            published_at=publishing.now(),
            previous=previous,
            full=self.report.full,
            counts={"persons": self.report.persons, "households": self.report.households},
            tables=tables,
            digest=digest_of(tables),
        )

    def _publish(
        self, building: Path, derived: Derived, screened: Screened, receipt: GenerationReceipt
    ) -> None:
        self.report.generation = receipt.generation
        with self.report.stage("publish", self.progress):
            append_results(self.pool, screened.changed, receipt.generation)
            folder = publishing.publish(self.pool, building, receipt)
        with self.report.stage("leads", self.progress):
            scope = None if derived.touched is None else derived.touched.tolist()
            apply_generation(self.pool, Generation(folder), scope)
        publishing.prune(self.pool)


def _share(touched: np.ndarray, households: int) -> float:
    return round(len(touched) / households, 4) if households else 0.0
