"""The catalogue with what came in, how it stands on a day, and what waits on it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.builders import PINGHU, a_pool, a_receipt
from zhouji.engine.rulebook import load_policies
from zhouji.office.accounts.actor import Actor
from zhouji.office.sources.errors import NoSuchSourceError
from zhouji.office.sources.lineage import lineage
from zhouji.office.sources.queries import list_sources, open_source
from zhouji.pool.catalogue import load_catalogue
from zhouji.pool.store.receipts import write_receipt

CLERK = Actor(1, "clerk", "checker")


def test_the_catalogue_stands_with_the_rows_of_its_newest_month(tmp_path: Path) -> None:
    pool = a_pool(tmp_path / "pool")
    write_receipt(pool, replace(a_receipt(), batch=8, file="second.csv"))
    found = {s.dataset.name: s for s in list_sources(by=CLERK, pool=pool, today=date(2025, 9, 30))}
    assert len(found) == len(load_catalogue(PINGHU).datasets)
    register = found["register"]
    assert (register.rows_in, register.accepted, register.refused) == (6, 4, 2)


def test_what_is_late_comes_first_and_what_never_came_says_so(tmp_path: Path) -> None:
    pool = a_pool(tmp_path / "pool")
    found = list_sources(by=CLERK, pool=pool, today=date(2026, 9, 30))
    assert found[0].dataset.name == "register"
    assert found[0].lateness.state == "stale"
    assert {source.lateness.state for source in found[1:]} == {"never"}


def test_a_source_page_names_the_facts_and_policies_that_wait_on_it(tmp_path: Path) -> None:
    pool = a_pool(tmp_path / "pool")
    day, book = date(2025, 9, 30), load_policies(PINGHU)
    file = open_source(by=CLERK, pool=pool, name="old_age_allowance", today=day, policies=book)
    assert [group.group for group in file.groups] == ["aids"]
    assert file.policies is not None
    assert "X1-09" in file.policies
    with pytest.raises(NoSuchSourceError):
        open_source(by=CLERK, pool=pool, name="nonsense", today=day, policies=book)


def test_policies_that_have_faults_are_not_taken_for_none(tmp_path: Path) -> None:
    pool, day = a_pool(tmp_path / "pool"), date(2025, 9, 30)
    file = open_source(by=CLERK, pool=pool, name="wages", today=day, policies=None)
    assert file.policies is None


def test_lineage_reads_the_fact_files_as_they_are_now(tmp_path: Path) -> None:
    shutil.copytree(PINGHU / "facts", tmp_path / "facts")
    assert lineage(tmp_path).field("age") is not None
    (tmp_path / "facts" / "person" / "civil.sql").unlink()
    assert lineage(tmp_path).field("age") is None
