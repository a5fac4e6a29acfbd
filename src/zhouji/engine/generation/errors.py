"""What can be wrong with a question to what runs published.

GenerationError
├── NothingPublishedError    the pool has not been run yet
├── NoSuchGenerationError    no run published a generation of that number
├── NotKeptError             a generation's tables are kept no more, or its content is not there
└── NoSuchUnitError          a household or person that a generation does not know
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class GenerationError(ZhoujiError):
    """Something is wrong with what was asked of a published generation."""


class NothingPublishedError(GenerationError):
    """A pool that has not been run, so that there is nothing to look at."""


class NoSuchGenerationError(GenerationError):
    """A number under which no run published anything."""


class NotKeptError(GenerationError):
    """What a generation was made of, or its tables, are not there any more."""


class NoSuchUnitError(GenerationError):
    """A household or person that is not in a generation."""
