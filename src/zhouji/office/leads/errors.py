"""What can go wrong with leads.

ZhoujiError
└── LeadsError
    ├── NoSuchLeadError       no such lead, or not in the asker's place (told alike)
    ├── LeadMovedOnError      somebody else changed it since it was shown
    └── MissingReasonError    a lead is closed only with a reason
"""

from __future__ import annotations

from zhouji.engine.base.errors import ZhoujiError


class LeadsError(ZhoujiError):
    """Something about leads."""


class NoSuchLeadError(LeadsError):
    """No such lead, or not in the asker's place: told alike."""


class LeadMovedOnError(LeadsError):
    """Somebody else changed the lead since it was shown."""


class MissingReasonError(LeadsError):
    """A lead is closed only with a reason."""
