"""What waits on a source: the facts that read it and the policies that read those facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhouji.engine.base.content import read_yaml
from zhouji.engine.base.content_cache import kept_by_content
from zhouji.engine.facts.book import read_fact
from zhouji.engine.facts.models import FactField, Header

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Lineage:
    """Fact files by group; the facts each policy reads, directly or through variables."""

    groups: dict[str, Header]
    read_by_policy: dict[str, frozenset[str]]

    def groups_reading(self, dataset: str) -> list[Header]:
        return [group for group in self.groups.values() if dataset in group.reads]

    def policies_reading(self, dataset: str) -> list[str]:
        given = {name for group in self.groups_reading(dataset) for name in group.fields}
        return sorted(code for code, read in self.read_by_policy.items() if read & given)

    def field(self, fact: str) -> FactField | None:
        """The declaration of a fact; None for a variable or a fact asked at a visit."""
        return next((g.fields[fact] for g in self.groups.values() if fact in g.fields), None)


@kept_by_content
def lineage(content: Path) -> Lineage:
    """From the content of a pool; empty where it has no facts or policies yet."""
    files = sorted(content.glob("facts/*/*.sql"))
    headers = [read_fact(file.read_text(encoding="utf-8"), file.name)[0].header for file in files]
    variables = _variables(content / "variables.yaml")
    policies = [read_yaml(file).data for file in sorted(content.glob("policies/*.yaml"))]
    return Lineage(
        {header.group: header for header in headers},
        {p["code"]: _closure(_words(p["versions"]), variables) for p in policies},
    )


def _variables(file: Path) -> dict[str, frozenset[str]]:
    if not file.is_file():
        return {}
    derived = read_yaml(file).data.get("derived") or []
    return {item["name"]: _words(str(item["value"])) for item in derived}


def _words(content: Any) -> frozenset[str]:
    """Every word in the expressions of a piece of content."""
    if isinstance(content, dict):
        return frozenset().union(*(_words(value) for value in content.values()))
    if isinstance(content, list):
        return frozenset().union(*(_words(value) for value in content))
    return frozenset(_WORD.findall(content)) if isinstance(content, str) else frozenset()


def _closure(words: frozenset[str], variables: dict[str, frozenset[str]]) -> frozenset[str]:
    """Words, and the words of every variable among them."""
    seen: set[str] = set()
    waiting = list(words)
    while waiting:
        word = waiting.pop()
        if word not in seen:
            seen.add(word)
            waiting += variables.get(word, ())
    return frozenset(seen)
