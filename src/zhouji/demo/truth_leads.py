"""The findings that the reference interpreter gives on the clean facts."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.content_cache import kept_by_content
from zhouji.engine.rulebook import load_policies
from zhouji.engine.rulebook.asked_facts import with_asked
from zhouji.engine.rules import Unit
from zhouji.engine.screening import findings, screen

ALONE = 20_000  # households from which on several processes pay
PART = 10_000  # households a part
WORKERS = 2
KEYS = ("true_id", "hukou_no")
Task = tuple[str, pa.Table, pa.Table, date]


def find_leads(
    content: Path,
    persons: pa.Table,
    households: pa.Table,
    day: date,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> pa.Table:
    """One row a finding: hukou_no, policy, subject (true id or null), state, amount_fen.

    Every household is screened by the reference interpreter; large counties in two processes.
    """
    bare_persons, bare_homes = persons.drop_columns(list(KEYS)), households.drop_columns("hukou_no")
    tasks = list(_parts(str(content), bare_persons, bare_homes, day))
    if households.num_rows <= ALONE:
        found = [_screened(task) for task in tasks]
    else:
        found = []
        with ProcessPoolExecutor(WORKERS, get_context("spawn"), _leave_stopping) as pool:
            for part in pool.map(_screened, tasks):
                found.append(part)
                progress(len(found), len(tasks))
    return _named(pa.concat_tables(found), persons, households)


def _parts(content: str, persons: pa.Table, households: pa.Table, day: date) -> list[Task]:
    """The tables in parts of whole households; both are sorted by household_id."""
    owners = persons["household_id"].to_numpy()
    ids = households["household_id"].to_numpy()
    tasks = []
    for start in range(0, len(ids), PART):
        homes = ids[start : start + PART]
        low = int(np.searchsorted(owners, homes[0], side="left"))
        high = int(np.searchsorted(owners, homes[-1], side="right"))
        people = persons.slice(low, high - low)
        tasks.append((content, people, households.slice(start, PART), day))
    return tasks


_book = kept_by_content(load_policies)


def _leave_stopping() -> None:
    """Ctrl-C is for the command that asked; it ends its workers without their tracebacks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _screened(task: Task) -> pa.Table:
    content, persons, households, day = task
    book = _book(Path(content))
    persons = with_asked(book, persons, Unit.PERSON)
    households = with_asked(book, households, Unit.HOUSEHOLD)
    screening = screen(book, persons, households, day, engine="reference")
    return findings(screening, book, persons, households)


def _named(found: pa.Table, persons: pa.Table, households: pa.Table) -> pa.Table:
    """Findings under the register's numbers instead of ours."""
    homes = pc.index_in(found["household_id"], households["household_id"].combine_chunks())
    people = pc.index_in(found["person_id"], persons["person_id"].combine_chunks())
    people = pc.if_else(pc.is_null(found["person_id"]), None, people)
    return pa.table(
        {
            "hukou_no": pc.take(households["hukou_no"], homes),
            "policy": found["policy"],
            "subject": pc.take(persons["true_id"], people),
            "state": found["state"],
            "amount_fen": found["amount_fen"],
        }
    ).sort_by([("hukou_no", "ascending"), ("policy", "ascending"), ("subject", "ascending")])
