"""What the made-up county reads of the content: datasets, villages, standards, its own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import zhouji
from zhouji.base.content import read_yaml
from zhouji.base.content_cache import kept_by_content
from zhouji.demo.errors import NoContentError
from zhouji.pool.catalogue import Dataset, load_catalogue

PARTS = ("departments.yaml", "geography.yaml", "datasets", "demo/population.yaml")


@dataclass(frozen=True)
class Village:
    """A village or community and its township."""

    code: str
    zh: str
    township: str
    rural: bool


@dataclass(frozen=True)
class DemoContent:
    """All content the made-up county is made from."""

    root: Path
    datasets: dict[str, Dataset]
    villages: tuple[Village, ...]
    figures: dict[str, Any]
    names: dict[str, Any]

    def standard(self, name: str, day: date, otherwise: float = 0.0) -> float:
        """A single figure of the county's parameters in force on a day, in its own unit."""
        path = self.root / "parameters" / f"{name}.yaml"
        if not path.is_file():
            return float(self.figures["standards"].get(name, otherwise))
        held = [row for row in _dated_values(self.root, name) if row["from"] <= day]
        newest = max(held, key=lambda row: row["from"], default=None)
        value = newest.get("value") if newest else None
        return float(value) if isinstance(value, int | float) else otherwise


@kept_by_content
def _dated_values(root: Path, name: str) -> list[dict[str, Any]]:
    return list(_plain(read_yaml(root / "parameters" / f"{name}.yaml").data)["values"])


def find_content(given: Path | None) -> Path:
    """The content folder: the one given, ./counties/pinghu, or the one beside the program.

    Raises:
        NoContentError: none of them holds a county's content.
    """
    package = Path(zhouji.__file__).resolve().parent
    usual = [Path("counties/pinghu"), package / "counties/pinghu"]
    places = [given] if given else [*usual, package.parents[1] / "counties/pinghu"]
    for place in places:
        if all((place / part).exists() for part in PARTS):
            return place.resolve()
    looked = ", ".join(str(place) for place in places)
    raise NoContentError(
        f"No county content found (looked in {looked}; wanted {', '.join(PARTS)}). "
        "Say where it is: --content counties/pinghu"
    )


def load_content(given: Path | None) -> DemoContent:
    """Read what is needed of a county's content."""
    root = find_content(given)
    return DemoContent(
        root,
        load_catalogue(root).datasets,
        _villages(root),
        _plain(read_yaml(root / "demo/population.yaml").data),
        _plain(read_yaml(root / "demo/names.yaml").data),
    )


def _villages(root: Path) -> tuple[Village, ...]:
    townships = _plain(read_yaml(root / "geography.yaml").data)["townships"]
    return tuple(
        Village(village["code"], village["zh"], township["zh"], village["kind"] == "village")
        for township in townships
        for village in township["villages"]
    )


def _plain(data: Any) -> Any:
    """The same data with figures as floats: shares and shapes need no exact decimals."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return float(data) if isinstance(data, Decimal) else data
