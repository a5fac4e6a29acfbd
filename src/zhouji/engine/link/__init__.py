"""Which records are the same person, which persons a household; doubts are kept for a human."""

from zhouji.engine.link.errors import LinkError, NoRegisterError
from zhouji.engine.link.ids import mint
from zhouji.engine.link.linking import is_linked, link
from zhouji.engine.link.report import LinkReport
from zhouji.engine.link.tables import read_linked

__all__ = [
    "LinkError",
    "LinkReport",
    "NoRegisterError",
    "is_linked",
    "link",
    "mint",
    "read_linked",
]
