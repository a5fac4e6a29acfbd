"""What can go wrong in making up a county.

ZhoujiError
└── DemoError
    ├── NoContentError     the county's content is not where it was looked for
    ├── TooSmallError      too few people for a county
    ├── TooLargeError      more people than a machine holds
    ├── NotOursError       the folder holds something else than a made-up county
    └── NoTruthError       nothing to compare with
"""

from __future__ import annotations

from zhouji.engine.base.errors import ZhoujiError


class DemoError(ZhoujiError):
    """Something is wrong with the made-up county or with what was asked of it."""


class NoContentError(DemoError):
    """The county's content is not where it was looked for."""


class TooSmallError(DemoError):
    """A county of so few people cannot have every kind of household."""


class TooLargeError(DemoError):
    """A county of so many people does not fit into a machine."""


class NotOursError(DemoError):
    """The folder holds something else than a made-up county; it is not touched."""


class NoTruthError(DemoError):
    """There is no truth, or nothing of the pool, to compare."""
