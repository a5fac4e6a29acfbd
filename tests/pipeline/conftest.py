"""A small made-up county with two deliveries, made once; each test takes its own pools from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from zhouji.demo import make_county
from zhouji.engine.base.pool import Pool
from zhouji.pipeline.opening import open_pool

CONTENT = Path(__file__).parents[2] / "counties" / "pinghu"
PEOPLE, SEED = 800, 11
MakePool = Callable[..., Pool]


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of 800 people in September and October 2025."""
    folder = tmp_path_factory.mktemp("county")
    make_county(folder, people=PEOPLE, seed=SEED, months=2, content=CONTENT, truth=False)
    return folder / "raw"


@pytest.fixture
def a_pool(tmp_path: Path, raw: Path) -> MakePool:
    """Makes a pool with the named deliveries waiting in its inbox."""
    made = 0

    def make(*periods: str) -> Pool:
        nonlocal made
        made += 1
        pool = open_pool(tmp_path / f"pool{made}", CONTENT)
        hand_in(pool, raw, *periods)
        return pool

    return make


def hand_in(pool: Pool, raw: Path, *periods: str) -> None:
    """Put deliveries into a pool's inbox."""
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
