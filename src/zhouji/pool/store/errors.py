"""The errors of the store.

StoreError
├── UnreadableTableError   a table's log or files can't be read
└── DamagedReceiptError    a receipt, or the record of a refused file, can't be read
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class StoreError(ZhoujiError):
    """The pool's tables can't do what was asked."""


class UnreadableTableError(StoreError):
    """A table's log or files can't be read."""


class DamagedReceiptError(StoreError):
    """A receipt, or the record of a refused file, is there and can't be read."""
