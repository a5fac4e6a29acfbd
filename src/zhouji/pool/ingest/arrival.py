"""What a file's place says of it: the department, the period and whether it is made up."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.base.month import Month
from zhouji.base.today import today
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.reasons import of_file

DELIVERY = "delivery.json"
_PARENTS = 4
_FOLDER = re.compile(r"([DE]\d{2})(?!\d)")
_BREAKING = ("Cc", "Cs", "Zl", "Zp")
_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


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
    return Arrival(name_of(pool, path), _department(pool, path), period, known_on, made_up)


def name_of(pool: Pool, path: Path) -> str:
    """A file's name as receipts give it, on one line: below the inbox, else its last three steps.

    Names in bytes that are no UTF-8 are read as GB18030, which older systems write.
    """
    inbox = pool.inbox.resolve()
    place = _resolved(path)
    within = place.relative_to(inbox) if place.is_relative_to(inbox) else Path(*place.parts[-3:])
    return "".join(map(_plain, _text(os.fsencode(within))))


def _resolved(path: Path) -> Path:
    """The path without links in its folders; its last step may be a link that leads nowhere."""
    return path.parent.resolve() / path.name


def _text(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")


def _plain(character: str) -> str:
    """A character as it is, unless it would break the line or turn its direction."""
    if unicodedata.category(character) in _BREAKING or character in _TURNING:
        return character.encode("unicode_escape").decode("ascii")
    return character


def _department(pool: Pool, path: Path) -> str:
    """The nearest folder called by a department's code; above the inbox none counts."""
    inbox = pool.inbox.resolve()
    for folder in path.resolve().parents:
        if folder == inbox:
            break
        if found := _FOLDER.match(folder.name):
            return found[1]
    raise WholeFileRefused(of_file("no_department"))


def _delivery(path: Path) -> dict[str, object]:
    """What the nearest delivery.json says; nothing where there is none."""
    for folder in list(path.resolve().parents)[: _PARENTS + 1]:
        note = folder / DELIVERY
        if note.is_file():
            return _read_note(note)
    return {}


def _read_note(note: Path) -> dict[str, object]:
    try:
        content = json.loads(note.read_bytes())
    except (OSError, ValueError, RecursionError) as fault:
        raise WholeFileRefused(of_file("bad_delivery", detail=type(fault).__name__)) from fault
    if not isinstance(content, dict) or not isinstance(content.get("made_up", False), bool):
        detail = "made_up must be true or false"
        raise WholeFileRefused(of_file("bad_delivery", detail=detail))
    return content
