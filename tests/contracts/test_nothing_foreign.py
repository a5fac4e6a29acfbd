"""No path of a machine, no host of a registry, nothing fetched from outside."""

from __future__ import annotations

import re

from tests.contracts.tree import ROOT, SOURCE, lines, modules, short

# Put together here, so that this file is not found by its own search.
MACHINE = re.compile("|".join(("/wor" + "k/", "/roo" + "t/", "/hom" + "e/", "/Use" + "rs/")))
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.")))
OUTSIDE = re.compile(r"(src|href|action|url)\s*[=(]\s*['\"]?(https?:)?//", re.IGNORECASE)
ALLOWED = re.compile(r"http://(127\.0\.0\.1|localhost|www\.w3\.org)")
SHARED = "../" + "shared"


def test_no_path_of_a_machine_stands_in_the_tree() -> None:
    assert not [f"{where}: {line.strip()}" for where, line in lines() if MACHINE.search(line)]


def test_no_registry_is_named_in_the_tree() -> None:
    assert not [f"{where}: {line.strip()}" for where, line in lines() if REGISTRIES.search(line)]


def test_nothing_reads_what_lies_outside_the_project() -> None:
    assert not [where for where, line in lines() if SHARED in line]


def test_no_page_fetches_anything_from_outside() -> None:
    found = [
        f"{short(path)}: {line.strip()}"
        for pattern in ("*.html", "*.css", "*.js", "*.svg")
        for path in sorted(SOURCE.rglob(pattern))
        for line in path.read_text(encoding="utf-8").splitlines()
        if OUTSIDE.search(ALLOWED.sub("", line))
    ]
    assert not found


def test_the_product_asks_nobody_outside() -> None:
    askers = re.compile(
        r"^\s*(import|from) (requests|httpx|urllib\.request|aiohttp|socket)\b", re.M
    )
    assert not [short(p) for p in modules() if askers.search(p.read_text(encoding="utf-8"))]


def test_the_wide_net_of_layers_has_no_exceptions() -> None:
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")
    assert "exhaustive = true" in contract
    assert "ignore" not in contract
