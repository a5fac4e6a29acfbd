"""What a file's place says of it: the department, the period and whether it is made up."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhouji.engine.base.month import Month
from zhouji.engine.base.pool import Pool
from zhouji.engine.base.today import today
from zhouji.engine.ingest.errors import WholeFileRefused
from zhouji.engine.ingest.reasons import of_file

DELIVERY = "delivery.json"
_PARENTS = 4
_FOLDER = re.compile(r"([DE]\d{2})(?!\d)")


@dataclass(frozen=True)
class Arrival:
    """Where a file came from and of which period it is."""

    file: str
    department: str
    period: str
    known_on: date
    made_up: bool


def arrival_of(pool: Pool, path: Path) -> Arrival:
    """Read department, period and known day off a file's path and its delivery.json.

    Only a made-up delivery sets its own dates: of real data nobody back-dates what we knew.

    Raises:
        WholeFileRefused: no department folder, or a delivery.json that can't be read.
    """
    delivery = _delivery(path)
    made_up = delivery.get("made_up") is True
    known_on = today()
    period = str(Month.of(known_on))
    if made_up:
        try:
            period = str(Month.parse(str(delivery["period"])))
            known_on = date.fromisoformat(str(delivery["delivered_on"]))
        except (KeyError, ValueError) as fault:
            raise WholeFileRefused(of_file("bad_delivery", detail=repr(fault))) from fault
    return Arrival(name_of(pool, path), _department(path), period, known_on, made_up)


def name_of(pool: Pool, path: Path) -> str:
    """A file's name as receipts give it: below the inbox, else its last three steps."""
    inbox = pool.inbox.resolve()
    resolved = path.resolve()
    if resolved.is_relative_to(inbox):
        return resolved.relative_to(inbox).as_posix()
    return Path(*resolved.parts[-3:]).as_posix()


def _department(path: Path) -> str:
    for folder in path.resolve().parents:
        if found := _FOLDER.match(folder.name):
            return found[1]
    raise WholeFileRefused(of_file("no_department"))


def _delivery(path: Path) -> dict[str, object]:
    for folder in list(path.resolve().parents)[: _PARENTS + 1]:
        note = folder / DELIVERY
        if note.is_file():
            try:
                content = json.loads(note.read_bytes())
            except ValueError as fault:
                raise WholeFileRefused(of_file("bad_delivery", detail=str(fault))) from fault
            return content if isinstance(content, dict) else {}
    return {}
