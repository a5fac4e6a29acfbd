"""What can go wrong with sources.

ZhoujiError
└── SourcesError
    └── NoSuchSourceError   no dataset of that name in the catalogue
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class SourcesError(ZhoujiError):
    """Something about sources."""


class NoSuchSourceError(SourcesError):
    """No dataset of that name in the catalogue."""
