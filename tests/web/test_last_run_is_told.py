"""Pages say on top how old the findings are when runs have stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.builders import a_pool, a_receipt
from tests.web.conftest import HOUSEHOLDS
from zhouji.base.data_directory import Pool
from zhouji.office.leads.models import Lead
from zhouji.pool.store.receipts import write_receipt

Browse = Callable[[str], Client]
BEHIND = "what you see is as known on 2025-09-30"


@pytest.fixture
def stopped(tmp_path: Path, browse: Browse, settings: Any) -> Client:
    """A real pool whose last run is long ago, read in English by the county."""
    pool = a_pool(tmp_path / "pool", *HOUSEHOLDS)
    write_receipt(pool, replace(a_receipt(), made_up=False))
    settings.ZHOUJI_DATA = pool.root
    return english(browse("county"))


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def addresses() -> list[str]:
    lead = Lead.objects.get(household_id=1)
    return ["/workbench/", "/leads/", "/sources/", "/sources/register/", f"/leads/{lead.pk}/"]


def test_every_page_says_that_runs_have_stopped(stopped: Client) -> None:
    session = stopped.session
    session["purpose"] = "check"
    session.save()
    for address in [*addresses(), "/households/1/"]:
        page = stopped.get(address).content.decode()
        assert BEHIND in page, address
        assert page.index(BEHIND) < page.index("<h1>"), address


def test_files_that_no_run_has_looked_at_are_told(stopped: Client, settings: Any) -> None:
    pool = Pool(settings.ZHOUJI_DATA)
    write_receipt(pool, replace(a_receipt("wages"), batch=8, digest="another", made_up=False))
    page = stopped.get("/workbench/").content.decode()
    assert "1 file received is not in what you see." in page


def test_sources_are_judged_by_today_not_by_the_day_of_the_run(stopped: Client) -> None:
    assert "out of date</span>" in stopped.get("/sources/register/").content.decode()


def test_nothing_is_told_while_the_findings_are_new(browse: Browse) -> None:
    client = english(browse("county"))
    for address in addresses():
        assert "as known on" not in client.get(address).content.decode(), address
