"""Shared by the browser tests: a real Chromium, the pages served, a made-up pool."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.builders import PASSWORD, XINDAI, a_household, a_pool, a_question, a_user, screened
from zhouji.office.leads.models import Lead

CHROMIUM = shutil.which("chromium") or "chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop in this thread
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: Any, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the pages over a small pool with users and leads."""
    households = [a_household(n).with_finding("X1-09", person=n * 10) for n in range(1, 4)]
    pool = a_pool(tmp_path_factory.mktemp("pool") / "data", *households)
    settings.ZHOUJI_DATA = pool.root
    screened(*households)
    for role in ("county", "auditor"):
        a_user(role, role)
    a_user("worker", "township", XINDAI)
    a_user("clerk", "department", department="D25")
    first = Lead.objects.order_by("pk").values_list("pk", flat=True)[0]
    a_question(first, text="是否已减免水费？自哪个月起？", facts=["gets_water_free"])
    return str(live_server.url)


@pytest.fixture
def open_as(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A page logged in as a user at a width; whatever it fetched from outside fails the test."""
    contexts = []
    outside: list[str] = []

    def opened(user: str, width: int, language: str = "zh-hans") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900}, base_url=site
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        page = context.new_page()
        page.on("request", lambda asked: _inside(asked.url, site) or outside.append(asked.url))
        page.goto("/")
        if user:
            page.fill("#id_username", user)
            page.fill("#id_password", PASSWORD)
            page.click("section .button")
            page.wait_for_url("**/workbench/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not outside


def _inside(address: str, site: str) -> bool:
    return address.startswith((site, "data:"))
