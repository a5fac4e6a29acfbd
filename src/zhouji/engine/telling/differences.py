"""What changed between two explanations of a household: which results, conditions and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Key = tuple[str, str, int]  # code, unit, subject
ABOUT = ("code", "names", "unit", "subject_id")
TELLING = ("eligible", "possible", "received")
RESULTS = (*TELLING, "amount")


def compare(old: Json | None, new: Json | None) -> list[Json]:
    """The policies that say something else of a household or of a member than before.

    Args:
        old, new: what `explain_household` gave; None where the household was not known.

    Each has code, names, unit, subject_id; `was` and `now` (None where the policy, the household
    or the member was not there): eligible, possible, received, amount and the version; and its
    `conditions` of which the result or a value behind it is another: with `was`, `now`, and the
    `values` and `facts` that differ, old and new. What was not there and is not fitting now is no
    change.
    """
    before, after = _entries(old), _entries(new)
    changed = []
    for key in sorted({*before, *after}):
        one, other = before.get(key), after.get(key)
        if (told := _change(one, other)) is not None:
            about = other or one or {}
            changed.append({**{name: about[name] for name in ABOUT}, **told})
    return changed


def _change(old: Json | None, new: Json | None) -> Json | None:
    was, now = (_standing(entry) if entry else None for entry in (old, new))
    conditions = list(_conditions(old, new))
    if was is None or now is None:
        differs = any((was or now or {}).get(name) for name in TELLING)
    else:
        differs = any(was[name] != now[name] for name in RESULTS)
        differs = differs or any(told["was"] != told["now"] for told in conditions)
    return {"was": was, "now": now, "conditions": conditions} if differs else None


def _entries(explanation: Json | None) -> dict[Key, Json]:
    policies = explanation["policies"] if explanation else []
    return {(one["code"], one["unit"], one["subject_id"]): one for one in policies}


def _standing(entry: Json) -> Json:
    return {name: entry[name] for name in (*RESULTS, "version")}


def _conditions(old: Json | None, new: Json | None) -> Iterator[Json]:
    """The conditions that both or one of two versions have, as far as they differ."""
    before, after = (_by(entry["conditions"], "id") if entry else {} for entry in (old, new))
    for number in dict.fromkeys([*after, *before]):
        one, other = before.get(number), after.get(number)
        about = other or one or {}
        said = {
            "id": number,
            "zh": about["zh"],
            "en": about["en"],
            "was": one["result"] if one else None,
            "now": other["result"] if other else None,
            "values": list(_differing(one, other, "values")),
            "facts": list(_differing(one, other, "facts")),
        }
        if said["was"] != said["now"] or said["values"] or said["facts"]:
            yield said


def _differing(old: Json | None, new: Json | None, part: str) -> Iterator[Json]:
    """Values or facts behind a condition that are others than before."""
    before, after = (_by_subject(one[part]) if one else {} for one in (old, new))
    for name, subject in dict.fromkeys([*after, *before]):
        one, other = before.get((name, subject)), after.get((name, subject))
        was, now = (told["value"] if told else None for told in (one, other))
        if was != now:
            of_member = {} if subject is None else {"subject_id": subject}
            yield {"name": name, **of_member, "was": was, "now": now}


def _by(items: list[Json], key: str) -> Mapping[str, Json]:
    return {item[key]: item for item in items}


def _by_subject(items: list[Json]) -> Mapping[tuple[str, int | None], Json]:
    return {(item["name"], item.get("subject_id")): item for item in items}
