"""What the catalogue says of a source, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhouji.pool.deliveries import Lateness

register = template.Library()

_SHARES = {
    "unconditional": gettext_lazy("shared without condition"),
    "conditional": gettext_lazy("shared on conditions"),
    "none": gettext_lazy("not shared"),
}
_REFRESH = {
    "daily": gettext_lazy("daily"),
    "weekly": gettext_lazy("weekly"),
    "monthly": gettext_lazy("monthly"),
    "quarterly": gettext_lazy("quarterly"),
    "semester": gettext_lazy("every school term"),
    "yearly": gettext_lazy("yearly"),
    "event": gettext_lazy("when something happens"),
}


@register.filter
def share_words(code: str) -> str:
    return str(_SHARES.get(code, code))


@register.filter
def refresh_words(code: str) -> str:
    return str(_REFRESH.get(code, code))


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
