"""Every page at 390 and 1280 wide: axe clean, nothing from outside, no sideways scroll, A4."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from zhouji.office.leads.models import Lead, Question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]

PAGES = {
    "": ["/", "/login/"],
    "county": [
        "/workbench/",
        "/leads/",
        "/leads/?status=closed",
        "LEAD",
        "/sources/",
        "/sources/register/",
        "/policies/",
        "/policies/A1-01/",
        "/households/1/",
        "HOUSEHOLD",
        "/nothing/",
    ],
    "auditor": ["/workbench/", "/audit/"],
    "clerk": ["/workbench/", "/questions/", "QUESTION", "/questions/?state=answered", "/leads/"],
}


def go(page: Page, address: str) -> None:
    if address == "HOUSEHOLD":
        page.goto("/households/1/")
        page.check("input[value=visit]")
        page.click("main .button")
        expect(page.locator("h1")).to_contain_text("张秀英")
        return
    if address == "QUESTION":
        page.goto(f"/questions/{Question.objects.get().pk}/")
        return
    first = Lead.objects.order_by("pk").values_list("pk", flat=True)[0]
    page.goto(f"/leads/{first}/" if address == "LEAD" else address)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("user", "language"),
    [
        ("", "zh-hans"),
        ("county", "zh-hans"),
        ("county", "en"),
        ("auditor", "zh-hans"),
        ("clerk", "zh-hans"),
        ("clerk", "en"),
    ],
)
def test_each_page_is_clean_at_this_width(
    open_as: Open, user: str, language: str, width: int
) -> None:
    page = open_as(user, width, language)
    for address in PAGES[user]:
        go(page, address)
        found = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["target"]) for v in found], address
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert sideways <= 0, address
        small = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.childElementCount === 0"
            " && e.innerText && e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 16)"
            ".map(e => e.outerHTML)"
        )
        assert not small, address


@pytest.mark.parametrize("width", [390, 1280])
def test_why_a_household_was_found_stands_above_the_fold(open_as: Open, width: int) -> None:
    page = open_as("county", width)
    go(page, "LEAD")
    expect(page.locator(".why__line")).to_be_in_viewport(ratio=1)


def test_ticking_and_sending_in_bulk_and_taking_it_back(open_as: Open) -> None:
    page = open_as("county", 1280)
    page.goto("/leads/?township=330482102")
    page.check("#tick-all")
    expect(page.locator("#tick-count")).to_have_text("已选 3 户")
    page.click(".bulk .button")
    expect(page.locator("main .notice--success")).to_contain_text("已派单 3 户")
    assert page.url.endswith("/leads/?township=330482102")
    page.click("main .notice--success .button")
    expect(page.locator("main .notice--info")).to_contain_text("已撤回 3 户")
    assert Lead.objects.filter(status="new").count() == 3


def test_a_township_worker_takes_and_closes_a_lead_on_a_phone(open_as: Open) -> None:
    Lead.objects.update(status="sent")
    page = open_as("worker", 390)
    go(page, "LEAD")
    page.click("text=我来办理")
    expect(page.locator("main .notice--success")).to_contain_text("现由您办理")
    page.click("summary:has-text('办结并说明原因')")
    page.check("input[value=has_it]")
    page.click("button.button--stop")
    expect(page.locator("main .notice--success")).to_contain_text("线索已办结")


@pytest.mark.parametrize("width", [390, 1280])
def test_closing_without_a_reason_puts_the_error_in_sight_and_under_the_focus(
    open_as: Open, width: int
) -> None:
    page = open_as("county", width)
    go(page, "LEAD")
    page.click("summary:has-text('办结并说明原因')")
    page.fill("#close-note", "已电话核实")
    page.evaluate("document.querySelectorAll('form').forEach(f => { f.noValidate = true; })")
    page.click("button.button--stop")
    expect(page.locator("#errors")).to_be_in_viewport(ratio=1)
    expect(page.locator("#errors")).to_be_focused()
    assert not Axe().run(page).response["violations"]
    page.click("#errors a")
    expect(page.locator("#close-reason_0")).to_be_in_viewport()
    expect(page.locator("#close-note")).to_have_value("已电话核实")
    page.goto(page.url)
    expect(page.locator("h1")).to_contain_text("张")


def test_a_clerk_looks_somebody_up_and_answers_without_javascript(open_as: Open) -> None:
    page = open_as("clerk", 390)
    plain = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
        base_url=page.url.removesuffix("/workbench/"),
    )
    try:
        bare = plain.new_page()
        go(bare, "QUESTION")
        bare.click("text=显示姓名和身份证号以便查询")
        expect(bare.locator("main")).to_contain_text("张秀英")
        bare.check("input[value=no_record]")
        bare.click("text=提交答复")
        expect(bare.locator("main .notice--success")).to_contain_text("已答复")
        expect(bare.locator("main")).to_contain_text("查无此人记录")
    finally:
        plain.close()


def test_everything_that_can_be_done_is_reached_by_keyboard(open_as: Open) -> None:
    page = open_as("county", 1280)
    page.goto("/leads/")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return [e.tagName, s.outlineStyle, e.offsetWidth > 0 ]; })()"
            )
        )
    assert {"A", "BUTTON", "SELECT", "INPUT"} <= {tag for tag, _, _ in seen}
    assert not [one for one in seen if one[0] != "BODY" and one[1] == "none"], "focus must be seen"


def test_lists_work_without_javascript(chromium: object, open_as: Open) -> None:
    page = open_as("county", 1280)
    plain = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    try:
        bare = plain.new_page()
        bare.goto(re.sub(r"/workbench/$", "/leads/", page.url))
        bare.check("input[name=lead] >> nth=0")
        bare.click(".bulk .button")
        expect(bare.locator("main .notice--success")).to_contain_text("已派单 1 户")
    finally:
        plain.close()


@pytest.mark.parametrize(
    ("user", "address"),
    [
        ("county", "/leads/"),
        ("county", "LEAD"),
        ("county", "HOUSEHOLD"),
        ("county", "/policies/A1-01/"),
        ("clerk", "/questions/"),
        ("clerk", "QUESTION"),
    ],
)
def test_a_page_prints_on_a4_without_its_menus(open_as: Open, user: str, address: str) -> None:
    page = open_as(user, 1280)
    go(page, address)
    page.emulate_media(media="print")
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    page.set_viewport_size({"width": 688, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.pdf(format="A4").startswith(b"%PDF")
