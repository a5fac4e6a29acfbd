"""The deadlines that forms offer, in working days."""

from __future__ import annotations

DAYS = [(days, str(days)) for days in (3, 5, 10, 15)]
