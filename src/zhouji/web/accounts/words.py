"""Rows of the audit trail in words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import template
from django.utils.translation import gettext_lazy

from zhouji.web.rooms import recorded

register = template.Library()

_SUBJECTS = {"household": gettext_lazy("household"), "person": gettext_lazy("person")}
MOST_SHOWN = 3


@register.filter
def action_words(code: str) -> str:
    return str(recorded().get(code, code))


@register.filter
def subject_words(row: Any) -> str:
    """Whom a row of the audit trail is about: ids only, the first few."""
    found = list(row.subjects.all())
    counts = Counter(subject.kind for subject in found)
    parts = []
    for kind, count in sorted(counts.items()):
        shown = [str(s.subject_id) for s in found if s.kind == kind][:MOST_SHOWN]
        more = f" +{count - MOST_SHOWN}" if count > MOST_SHOWN else ""
        parts.append(f"{_SUBJECTS[kind]} {', '.join(shown)}{more}")
    return "; ".join(parts) or "–"


@register.filter
def change_words(row: Any) -> str:
    """What a change set, in short."""
    return ", ".join(f"{key} = {value}" for key, value in row.new.items())
