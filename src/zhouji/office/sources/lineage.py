"""What waits on a source: the facts that read it, as the fact files of the content declare them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhouji.engine.facts.book import read_fact
from zhouji.engine.facts.models import FactField, Header

State = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Lineage:
    """Fact files by group. Which policies read a fact, the policy book says."""

    groups: dict[str, Header]

    def groups_reading(self, dataset: str) -> list[Header]:
        return [group for group in self.groups.values() if dataset in group.reads]

    def field(self, fact: str) -> FactField | None:
        """The declaration of a fact; None for a variable or a fact asked at a visit."""
        return next((g.fields[fact] for g in self.groups.values() if fact in g.fields), None)


def lineage(content: Path) -> Lineage:
    """From the fact files of a pool's content as they stand; empty where it has none yet."""
    files = sorted(content.glob("facts/*/*.sql"))
    states = [(file, file.stat()) for file in files]
    return _read(tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in states))


@lru_cache(maxsize=4)
def _read(files: State) -> Lineage:
    paths = [Path(name) for name, _, _ in files]
    headers = [read_fact(path.read_text(encoding="utf-8"), path.name)[0].header for path in paths]
    return Lineage({header.group: header for header in headers})
