"""What waits on a source: the facts that read it, as the fact files of the content declare them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhouji.base.content_cache import kept_by_content
from zhouji.engine.facts.book import read_fact
from zhouji.engine.facts.models import FactField, Header


@dataclass(frozen=True)
class Lineage:
    """Fact files by group. Which policies read a fact, the policy book says."""

    groups: dict[str, Header]

    def groups_reading(self, dataset: str) -> list[Header]:
        return [group for group in self.groups.values() if dataset in group.reads]

    def field(self, fact: str) -> FactField | None:
        """The declaration of a fact; None for a variable or a fact asked at a visit."""
        return next((g.fields[fact] for g in self.groups.values() if fact in g.fields), None)


@kept_by_content
def lineage(content: Path) -> Lineage:
    """From the fact files of a pool's content as they stand; empty where it has none yet."""
    files = sorted(content.glob("facts/*/*.sql"))
    headers = [read_fact(file.read_text(encoding="utf-8"), file.name)[0].header for file in files]
    return Lineage({header.group: header for header in headers})
