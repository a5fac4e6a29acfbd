"""The errors of the store.

StoreError
├── UnreadableTableError   a table's log or files can't be read
└── BrokenReceiptError     a receipt is not as it was written
"""

from __future__ import annotations

from zhouji.engine.base.errors import ZhoujiError


class StoreError(ZhoujiError):
    """The pool's tables can't do what was asked."""


class UnreadableTableError(StoreError):
    """A table's log or files can't be read."""


class BrokenReceiptError(StoreError):
    """A receipt is not as it was written."""
