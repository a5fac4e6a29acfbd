"""Errors of the facts.

ZhoujiError
└── FactsError             facts cannot be built as the content says
    ├── NotOneRowError         a fact's SQL gave no row or several for a subject
    ├── UnknownCodeError       a fact's SQL gave a code that its header does not list
    └── WrongFactsFileError    a file of facts is no file of facts
(faults of the content itself come together as zhouji.base.errors.Faults)
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class FactsError(ZhoujiError):
    """Facts cannot be built; the message names the file and the next step."""


class NotOneRowError(FactsError):
    """A fact's SQL must give exactly one row for every subject."""


class UnknownCodeError(FactsError):
    """A fact's SQL gave a code outside its list."""


class WrongFactsFileError(FactsError):
    """The file was not written by this room."""
