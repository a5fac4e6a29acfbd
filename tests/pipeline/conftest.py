"""A small made-up county with two deliveries, made once; each test takes its own pools from it.

Most tests ask what becomes of deliveries, not how files are read. So each month is taken in once a
session, and a pool gets its deliveries together with the records and receipts that this gave: a
run then knows every file by its digest, counts it and takes it out of the inbox. `fresh=True`
leaves reading the files to the run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.once import made_once
from zhouji.base.data_directory import Pool
from zhouji.demo import make_county
from zhouji.pipeline.opening import open_pool
from zhouji.pool.catalogue import load_catalogue
from zhouji.pool.ingest import take_all

CONTENT = Path(__file__).parents[2] / "counties" / "pinghu"
PEOPLE, SEED = 800, 11
PERIODS = ("2025-09", "2025-10")
TAKEN = ("received", "records", "refused", "receipts", "secret")
MakePool = Callable[..., Pool]


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of 800 people in September and October 2025."""
    return made_once(tmp_path_factory, "county-and-what-was-taken", _make) / "raw"


def _make(folder: Path) -> None:
    """The county, and beside it a pool after each of its months was taken in."""
    make_county(folder, people=PEOPLE, seed=SEED, months=2, content=CONTENT, truth=False)
    catalogue = load_catalogue(CONTENT)
    pool = Pool(folder / "taking")
    for period in PERIODS:
        shutil.copytree(folder / "raw" / period, pool.inbox / period)
        take_all(pool, catalogue, [pool.inbox], by="run")
        shutil.copytree(pool.root, folder / "taken" / period)


@pytest.fixture
def a_pool(tmp_path: Path, raw: Path) -> MakePool:
    """Makes a pool with the named deliveries waiting in its inbox."""
    made = 0

    def make(*periods: str, fresh: bool = False) -> Pool:
        nonlocal made
        made += 1
        pool = open_pool(tmp_path / f"pool{made}", CONTENT)
        hand_in(pool, raw, *periods, fresh=fresh)
        return pool

    return make


def _put_what_taking_them_gives(pool: Pool, taken: Path, periods: tuple[str, ...]) -> None:
    """Where a pool holds the months before and nothing else, give it these months' as well."""
    stages = [set(), *(_batches(Pool(taken / period)) for period in PERIODS)]
    held = _batches(pool)
    before = stages.index(held) if held in stages else len(PERIODS)
    if not periods or PERIODS[before : before + len(periods)] != periods:
        return
    for name in TAKEN:
        if name != "secret":
            shutil.rmtree(pool.root / name, ignore_errors=True)
        shutil.copytree(taken / periods[-1] / name, pool.root / name, dirs_exist_ok=True)


def _batches(pool: Pool) -> set[str]:
    return {path.name for path in pool.receipts.glob("[0-9]*.json")}


def hand_in(pool: Pool, raw: Path, *periods: str, fresh: bool = False) -> None:
    """Put deliveries into a pool's inbox."""
    if not fresh:
        _put_what_taking_them_gives(pool, raw.parent / "taken", periods)
    for period in periods:
        shutil.copytree(raw / period, pool.inbox / period)


@pytest.fixture(scope="session")
def ten_generations(
    tmp_path_factory: pytest.TempPathFactory,
    raw: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Pool:
    """A pool with ten generations, made once; whoever changes it takes a copy."""
    from tests.pipeline.ten_generations import publish_ten

    with django_db_blocker.unblock():
        pool = publish_ten(tmp_path_factory.mktemp("history"), raw)
        call_command("flush", interactive=False, verbosity=0)
    return pool
