"""Computes a published generation again from its receipt: its batches, its content, its day."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.engine import facts
from zhouji.engine.generation import (
    GenerationReceipt,
    NoSuchGenerationError,
    TableSum,
    kept,
    weigh,
)
from zhouji.engine.generation.receipt import digest_of
from zhouji.engine.generation.version import engine_version
from zhouji.pipeline.asof import Seen, seen_by
from zhouji.pipeline.screening import Derived, screen_derived
from zhouji.pool.link import link


@dataclass(frozen=True)
class Rerun:
    """A generation computed again, beside what was published."""

    published: GenerationReceipt
    tables: Mapping[str, TableSum]
    engine: str

    @property
    def digest(self) -> str:
        return digest_of(self.tables)

    @property
    def same(self) -> bool:
        return self.digest == self.published.digest

    @property
    def differing(self) -> list[str]:
        """The tables that say something else now."""
        before = self.published.tables
        names = sorted({*self.tables, *before})
        return [name for name in names if _digest(self.tables, name) != _digest(before, name)]

    def as_json(self) -> dict[str, object]:
        return {
            "generation": self.published.generation,
            "digest": self.digest,
            "published_digest": self.published.digest,
            "same": self.same,
            "differing": self.differing,
            "engine": self.engine,
            "published_engine": self.published.engine,
        }


def rerun(pool: Pool, number: int) -> Rerun:
    """Compute a generation again, aside; nothing is published and nothing of the pool changes.

    It reads the batches of the receipt and no other, whatever came since; the content kept under
    the receipt's digest; and looks at the receipt's day.

    Raises:
        NoSuchGenerationError: no run published a generation of that number.
        NotKeptError: its content or one of its batches is not there any more.
    """
    published = receipt_of(pool, number)
    seen = seen_by(pool, published)
    scratch = pool.root / "tmp"
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"rerun-{number}-", dir=scratch) as folder:
        return Rerun(published, _compute(seen, Path(folder)), engine_version())


def receipt_of(pool: Pool, number: int) -> GenerationReceipt:
    """The receipt of a generation.

    Raises:
        NoSuchGenerationError: no run published a generation of that number.
    """
    found = kept(pool)
    for receipt in found:
        if int(receipt.generation) == number:
            return receipt
    known = f"{found[0].generation} to {found[-1].generation}" if found else "none yet"
    raise NoSuchGenerationError(f"no generation {number} in {pool.root}; published: {known}")


def _compute(seen: Seen, folder: Path) -> dict[str, TableSum]:
    """Everybody done anew in an empty folder; what its tables say."""
    content, day = seen.content, seen.day
    link(seen.pool, content.catalogue, day, None, folder)
    built = facts.build(seen.pool, content.facts, content.catalogue, day, folder)
    tables = facts.base_of(*built)
    facts.save_facts(folder, *tables)
    screen_derived(content.policies, Derived(*tables, touched=None), day, folder, None)
    return weigh(folder)


def _digest(tables: Mapping[str, TableSum], name: str) -> str | None:
    return tables[name].digest if name in tables else None
