"""Codes and counts in words, in the reader's language."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhouji.office.sources.lateness import Lateness
from zhouji.web.in_words import CODES

register = template.Library()

_SHARES = {
    "unconditional": gettext_lazy("shared without condition"),
    "conditional": gettext_lazy("shared on conditions"),
    "none": gettext_lazy("not shared"),
}
_CLASSES = {
    "A1": gettext_lazy("Minimum subsistence"),
    "A2": gettext_lazy("Extreme hardship"),
    "A3": gettext_lazy("Disaster relief"),
    "A4": gettext_lazy("Medical assistance"),
    "A5": gettext_lazy("Education assistance"),
    "A6": gettext_lazy("Housing assistance"),
    "A7": gettext_lazy("Employment assistance"),
    "A8": gettext_lazy("Temporary relief"),
    "X1": gettext_lazy("Welfare subsidies"),
    "X2": gettext_lazy("Utilities and reductions"),
    "X3": gettext_lazy("Charity and social work"),
    "X4": gettext_lazy("Law and justice"),
    "X5": gettext_lazy("Insurance and other"),
}
_SUBJECTS = {"household": gettext_lazy("household"), "person": gettext_lazy("person")}
_REFRESH = {
    "daily": gettext_lazy("daily"),
    "weekly": gettext_lazy("weekly"),
    "monthly": gettext_lazy("monthly"),
    "quarterly": gettext_lazy("quarterly"),
    "semester": gettext_lazy("every school term"),
    "yearly": gettext_lazy("yearly"),
    "event": gettext_lazy("when something happens"),
}
ACTIONS = {
    "leads.list": gettext_lazy("list of leads"),
    "leads.open": gettext_lazy("a lead"),
    "leads.export": gettext_lazy("leads written out"),
    "leads.apply": gettext_lazy("findings of a run applied"),
    "leads.send": gettext_lazy("lead sent"),
    "leads.undo_send": gettext_lazy("sending undone"),
    "leads.take": gettext_lazy("lead taken on"),
    "leads.ask": gettext_lazy("department asked"),
    "leads.close": gettext_lazy("lead closed"),
    "households.open": gettext_lazy("household file"),
    "households.find": gettext_lazy("search for households"),
    "households.history": gettext_lazy("what changed for a household"),
    "audit.list": gettext_lazy("audit trail"),
    "users.add": gettext_lazy("user added"),
}
MOST_SHOWN = 3


@register.filter
def relation_words(code: str | None) -> str:
    return str(CODES.get(code or "", code or "–"))


@register.filter
def action_words(code: str) -> str:
    return str(ACTIONS.get(code, code))


@register.filter
def share_words(code: str) -> str:
    return str(_SHARES.get(code, code))


@register.filter
def refresh_words(code: str) -> str:
    return str(_REFRESH.get(code, code))


@register.filter
def class_words(code: str) -> str:
    return f"{code} {_CLASSES.get(code, '')}".strip()


@register.filter
def thousands(count: int) -> str:
    return f"{count:,}"


@register.filter
def late_words(late: Lateness) -> str:
    """How late a source is, in a sentence."""
    if late.never:
        return ""
    if late.days_late:
        days = ngettext(
            "%(n)s day after its promise", "%(n)s days after its promise", late.days_late
        )
        return days % {"n": late.days_late}
    return (
        _("next by %(day)s") % {"day": late.due} if late.due else _("sent when something happens")
    )


@register.filter
def row_words(row: dict[str, Any]) -> str:
    """A row of a table of figures: its keys, then its value."""
    keys = ", ".join(f"{key} {value}" for key, value in row.items() if key not in ("value", "note"))
    return f"{keys}: {row.get('value')}"


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
