"""Which records are the same person, which persons a household; doubts are kept for a human."""

from zhouji.pool.link.errors import LinkError, NoRegisterError
from zhouji.pool.link.ids import mint
from zhouji.pool.link.linking import is_linked, link
from zhouji.pool.link.report import LinkReport
from zhouji.pool.link.tables import read_linked

__all__ = [
    "LinkError",
    "LinkReport",
    "NoRegisterError",
    "is_linked",
    "link",
    "mint",
    "read_linked",
]
