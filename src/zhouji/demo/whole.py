"""The whole demo: a made-up county from raw files to leads, in a folder of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zhouji.demo.content import find_content, load_content
from zhouji.demo.demo_folder import Asked, DemoFolder
from zhouji.demo.making import make_county, refuse_odd_size
from zhouji.engine.base.content_archive import content_digest
from zhouji.engine.base.holding import in_use, used_by_nobody_else
from zhouji.engine.policies import load_policies
from zhouji.pipeline.opening import open_pool
from zhouji.pipeline.run import run
from zhouji.web import configure, migrate

Progress = Callable[[str, int, int], None]
Logins = list[dict[str, str]]


@contextmanager
def whole_demo(
    folder: Path, *, people: int, seed: int, content: Path, progress: Progress
) -> Iterator[tuple[Path, dict[str, Any], Logins]]:
    """The pool's folder, the run's report and the log-ins; built unless that is done already.

    Everything is checked before anything is changed; only what an earlier demo made is deleted.
    As long as the `with` block lasts nobody else builds the folder anew.

    Raises:
        TooSmallError, NoContentError, Faults: it cannot be made from what is asked.
        NotOursError: the folder holds what no demo made.
        PoolInUseError: the folder's pool is served or run.
    """
    refuse_odd_size(people)
    source = find_content(content)
    place = DemoFolder(folder)
    asked = Asked(people, seed, content_digest(source))
    if (report := place.report_of(asked)) is not None:
        with in_use(place.pool):
            configure(place.pool.root)
            migrate()
            yield place.pool.root, report, _logins()
        return
    load_content(source)
    load_policies(source)
    place.refuse_foreign()
    with used_by_nobody_else(place.pool) as let_others_in:
        place.clear()
        let_others_in()
        report, logins = _build(place, asked, source, progress)
        yield place.pool.root, report, logins


def _build(
    place: DemoFolder, asked: Asked, content: Path, progress: Progress
) -> tuple[dict[str, Any], Logins]:
    place.begin(asked, usernames=[])
    pool = open_pool(place.pool.root, content)
    configure(pool.root)
    migrate()
    usernames = _usernames(content)
    place.begin(asked, usernames)
    progress("county", 0, 1)
    start = time.perf_counter()
    make_county(place.county, people=asked.people, seed=asked.seed, content=content, truth=False)
    shutil.copytree(place.county / "raw", pool.inbox, dirs_exist_ok=True)
    seconds = round(time.perf_counter() - start, 3)
    progress("county", 1, 1)
    told = run(pool, full=True, as_of=None, progress=progress)
    told.seconds = {"county": seconds, **told.seconds}
    report, logins = told.as_json(), _logins()
    place.finish(asked, usernames, report)
    return report, logins


def _usernames(content: Path) -> list[str]:
    from zhouji.office.accounts.actions import demo_usernames

    return demo_usernames(content)


def _logins() -> Logins:
    from zhouji.office.accounts.actions import create_demo_users

    return create_demo_users()
