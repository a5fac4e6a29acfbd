"""The one access layer: a person's place is a condition of the SELECT, never a check after it.

Each room builds its own `access_*` query on this; a foreign object then answers exactly like one
that does not exist.
"""

from __future__ import annotations

from django.db.models import Q

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.permissions import SYSTEM, Role

NOTHING = Q(pk__in=())
_COUNTY_WIDE = frozenset({Role.COUNTY, Role.CHECKER, Role.LEADER, SYSTEM})
TOWNSHIP_DIGITS = 9


def in_area(actor: Actor) -> Q:
    """Rows with `township_code` and `village_code` that lie in the actor's place."""
    if actor.role in _COUNTY_WIDE:
        return Q()
    if actor.role == Role.TOWNSHIP and actor.area:
        field = "township_code" if len(actor.area) == TOWNSHIP_DIGITS else "village_code"
        return Q(**{field: actor.area})
    return NOTHING


def area_allows(actor: Actor, township_code: str, village_code: str) -> bool:
    """The same rule for things that lie outside the database (the published pool)."""
    if actor.role in _COUNTY_WIDE:
        return True
    own = actor.area if actor.role == Role.TOWNSHIP else ""
    return bool(own) and own == (township_code if len(own) == TOWNSHIP_DIGITS else village_code)
