"""Takes the pictures of README: builds a small made-up county, serves it, photographs four pages.

python docs/pictures.py     docs/pictures/{workbench,leads,lead,household}-{1280,390}.png
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
PEOPLE = 5000
SIZES = {1280: 900, 390: 844}
SHOWN = "A1-09"  # leads of this policy make a telling lead page
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def zhouji(*words: str) -> list[str]:
    return [sys.executable, "-m", "zhouji.cli", *words]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address)  # our own server on this machine
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"no answer at {address}")


def log_in(page: Page) -> None:
    page.goto("/")
    page.fill("#id_username", "county")
    page.fill("#id_password", "zhouji-demo")
    page.click("section .button")
    page.wait_for_url("**/workbench/")


def send_some(page: Page) -> None:
    """Send a few leads, so that the workbench shows work under way."""
    page.goto("/leads/?state=eligible&status=new")
    for box in page.locator("input[name=lead]").all()[10:22]:
        box.check()
    page.select_option("select[name=days]", "3")
    page.click(".bulk .button")


def photograph(browser: Browser, address: str, width: int) -> None:
    size = {"width": width, "height": SIZES[width]}
    context = browser.new_context(viewport=size, base_url=address, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page)
    page.screenshot(path=OUT / f"workbench-{width}.png")
    page.goto("/leads/")
    page.screenshot(path=OUT / f"leads-{width}.png")
    page.goto(f"/leads/?policy={SHOWN}")
    page.locator(".lead-row__who a").first.click()
    page.wait_for_load_state()
    page.screenshot(path=OUT / f"lead-{width}.png")
    page.locator("a[href^='/households/'][href$='/']").first.click()
    page.check("input[value=lead]")
    page.click("main .button")
    page.wait_for_selector(".table")
    page.screenshot(path=OUT / f"household-{width}.png")
    context.close()


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zhouji-pictures-") as place:
        take_pictures(Path(place))


def take_pictures(folder: Path) -> None:
    demo = ("demo", "--people", str(PEOPLE), "--no-serve", "--folder", str(folder))
    subprocess.run(zhouji(*demo), cwd=ROOT, check=True)
    port = free_port()
    serve = zhouji("serve", "--data", str(folder / "data"), "--port", str(port))
    server = subprocess.Popen(serve, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/")
        with sync_playwright() as started:
            chromium = shutil.which("chromium") or "chromium"
            browser = started.chromium.launch(executable_path=chromium, args=QUIET)
            page = browser.new_page(base_url=address)
            log_in(page)
            send_some(page)
            for width in SIZES:
                photograph(browser, address, width)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
