"""A running office shows and explains by the content as it is now, however it was changed."""

from __future__ import annotations

import os
import re
import shutil
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from waitress.server import create_server

from tests.builders import a_household, a_pool, a_user, screened
from zhouji.base.content_archive import replace_content
from zhouji.base.data_directory import Pool
from zhouji.office.leads.models import Lead
from zhouji.office.leads.workdays import load_workdays

OLD_AGE = "policies/x1-09-old-age.yaml"
Edit = tuple[str, str, str]
Change = Callable[[Pool, Edit], None]


@pytest.fixture
def pool(tmp_path: Path, settings: Any, db: None) -> Pool:
    """A pool of the test's own, with one lead."""
    household = a_household(1).with_finding("X1-09", person=10)
    pool = a_pool(tmp_path / "data", household)
    settings.ZHOUJI_DATA = pool.root
    screened(household)
    return pool


@pytest.fixture
def client(pool: Pool) -> Client:
    client = Client()
    officer = a_user("officer", "county")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/households/1/", {"purpose": "check"})
    return client


def by_a_new_content(pool: Pool, edit: Edit) -> None:
    """As zhouji init does."""
    fresh = pool.root.with_name("fresh")
    shutil.copytree(pool.content, fresh)
    in_place(fresh, edit)
    replace_content(pool, fresh)


def by_an_edit_in_place(pool: Pool, edit: Edit) -> None:
    """As an editor does that keeps the file, its size and even its time of change."""
    in_place(pool.content, edit)


def in_place(folder: Path, edit: Edit) -> None:
    file, old, new = edit
    times = (folder / file).stat()
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    with (folder / file).open("r+", encoding="utf-8") as handle:
        handle.write(text.replace(old, new))
        handle.truncate()
    os.utime(folder / file, ns=(times.st_atime_ns, times.st_mtime_ns))


CHANGES = pytest.mark.parametrize("change", [by_a_new_content, by_an_edit_in_place])
SHOWN = {
    "a policy's name": ("/policies/X1-09/", (OLD_AGE, "高龄津贴", "八旬津贴")),
    "a policy's name in the list": ("/policies/", (OLD_AGE, "高龄津贴", "八旬津贴")),
    "a figure's document": (
        "/policies/X1-09/",
        ("parameters/old_age_allowance.yaml", "浙民养〔2022〕209号", "浙民养〔2099〕209号"),
    ),
    "a township's name": ("/leads/", ("geography.yaml", "当湖街道", "当河街道")),
    "a department's name": ("/sources/", ("departments.yaml", "民政局", "民生局")),
    "a fact's name": (
        "/households/1/",
        ("facts/person/income.sql", "个月工资", "个月薪水"),
    ),
}


@CHANGES
@pytest.mark.parametrize("what", SHOWN)
def test_a_page_shows_the_new(pool: Pool, client: Client, what: str, change: Change) -> None:
    address, edit = SHOWN[what]
    assert edit[1] in client.get(address).content.decode()
    change(pool, edit)
    page = client.get(address).content.decode()
    assert edit[2] in page


@CHANGES
def test_a_lead_is_explained_by_the_new_threshold(
    pool: Pool, client: Client, change: Change
) -> None:
    address = reverse("lead", args=[Lead.objects.get().pk])
    assert tally(client.get(address).content.decode()) == ("满足 2", None)
    change(pool, (OLD_AGE, "when: age >= 80", "when: age >= 90"))
    assert tally(client.get(address).content.decode()) == ("满足 1", "不满足 1")


def tally(page: str) -> tuple[str | None, ...]:
    """How many conditions of the old-age allowance are met and not met, as the lead says."""
    card = page[page.index('class="tally"') :].partition("</summary>")[0]
    said = re.search(r"(?<!不)(满足 \d)", card), re.search(r"(不满足 \d)", card)
    return tuple(one and one[1] for one in said)


@CHANGES
def test_terms_run_by_the_new_calendar(pool: Pool, change: Change) -> None:
    holiday = date(2025, 10, 1)
    assert not load_workdays(pool.content).works(holiday)
    change(pool, ("calendar.yaml", "[2025-10-01, 2025-10-08]", "[2025-10-02, 2025-10-08]"))
    assert load_workdays(pool.content).works(holiday)


def test_a_served_page_shows_the_new(
    transactional_db: None, pool: Pool, client: Client, served: str
) -> None:
    """The same over HTTP, from the threads of the server that `zhouji serve` starts."""
    session = client.cookies["sessionid"].value

    def page() -> str:
        asked = urllib.request.Request(
            f"{served}/policies/", headers={"Cookie": f"sessionid={session}"}
        )
        with urllib.request.urlopen(asked) as answer:
            return str(answer.read().decode())

    assert "高龄津贴" in page()
    by_a_new_content(pool, (OLD_AGE, "高龄津贴", "八旬津贴"))
    shown = [page() for _ in range(8)]
    assert all("八旬津贴" in one and "高龄津贴" not in one for one in shown)


@pytest.fixture
def served() -> Iterator[str]:
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join()
