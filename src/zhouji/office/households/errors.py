"""What can go wrong in looking for households.

ZhoujiError
└── HouseholdsError
    ├── NoSuchHouseholdError  no such household, or not in the asker's place (told alike)
    ├── NobodyFoundError      nobody in the asker's place is called or numbered so
    ├── TooManyFoundError     more than can be looked through
    └── NothingToFindError    what is looked for says too little
"""

from __future__ import annotations

from zhouji.engine.base.errors import ZhoujiError


class HouseholdsError(ZhoujiError):
    """Something about households."""


class NoSuchHouseholdError(HouseholdsError):
    """No such household, or not in the asker's place: told alike."""


class NobodyFoundError(HouseholdsError):
    """Nobody in the asker's place is called or numbered so."""


class TooManyFoundError(HouseholdsError):
    """More than can be looked through."""


class NothingToFindError(HouseholdsError):
    """What is looked for says too little."""
