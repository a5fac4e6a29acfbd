"""Which records are the same person, which persons a household; doubts are kept for a human."""

from zhouji.engine.link.errors import LinkError, NoRegisterError
from zhouji.engine.link.ids import mint
from zhouji.engine.link.linking import link
from zhouji.engine.link.report import LinkReport

__all__ = [
    "LinkError",
    "LinkReport",
    "NoRegisterError",
    "link",
    "mint",
]
