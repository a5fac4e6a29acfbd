"""The content that a run or a question rests on: catalogue, facts and policies of one state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from zhouji.base.content_archive import archive_content, archived_content, content_digest
from zhouji.base.data_directory import Pool
from zhouji.engine import facts, rulebook
from zhouji.engine.facts import FactBook
from zhouji.engine.generation import GenerationReceipt, NotKeptError, kept
from zhouji.engine.rulebook import PolicyBook
from zhouji.pool.catalogue import Catalogue, load_catalogue


@dataclass(frozen=True, eq=False)
class Content:
    """A folder of content with its digest; each part is read and checked when first asked for.

    `today`: figures must have values up to this day; of an earlier state, its own.
    """

    folder: Path
    digest: str
    today: date | None = None

    @cached_property
    def catalogue(self) -> Catalogue:
        return load_catalogue(self.folder)

    @cached_property
    def facts(self) -> FactBook:
        return facts.load_facts(self.folder, self.catalogue)

    @cached_property
    def policies(self) -> PolicyBook:
        return rulebook.load_policies(self.folder, self.today)

    @property
    def has_facts(self) -> bool:
        """Whether facts are worked out from records, not handed in as tables."""
        return (self.folder / "facts").is_dir()

    @classmethod
    def load(cls, pool: Pool) -> Content:
        """Read and check everything a run needs, of one state that is kept by its digest.

        Raises:
            Faults: all faults of the first part that has any.
        """
        digest = archive_content(pool)
        folder = archived_content(pool, digest)
        assert folder is not None
        content = cls(folder, digest)
        assert content.facts
        assert content.policies
        return content


def present_content(pool: Pool) -> Content:
    """The pool's present content."""
    digest = content_digest(pool.content)
    folder = archived_content(pool, digest)
    return _kept(folder, digest, None) if folder else Content(pool.content, digest)


def content_of(pool: Pool, receipt: GenerationReceipt) -> Content:
    """The content that a generation was made with.

    Raises:
        NotKeptError: it is not there any more.
    """
    folder = archived_content(pool, receipt.content)
    if folder is None:
        raise NotKeptError(
            f"content {receipt.content} of generation {receipt.generation} is not kept whole in "
            f"{pool.contents}. Next: restore it from the backup"
        )
    used = [one.day for one in kept(pool) if one.content == receipt.content]
    return _kept(folder, receipt.content, min([receipt.day, *used]))


@lru_cache(maxsize=4)
def _kept(folder: Path, digest: str, today: date | None) -> Content:
    """What is kept by a digest never changes."""
    return Content(folder, digest, today)
