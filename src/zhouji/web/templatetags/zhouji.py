"""How values look in templates: money, names in the reader's language, badges."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhouji.base import ids
from zhouji.base.money import yuan
from zhouji.engine.rules.written import money_figure
from zhouji.web.language import local
from zhouji.web.policy_library import name_of

register = template.Library()
register.filter(local)

_TONES = {
    "new": "blue",
    "sent": "orange",
    "taken": "yellow",
    "returned": "red",
    "closed": "grey",
    "eligible": "green",
    "possible": "yellow",
    "true": "green",
    "false": "grey",
    "unknown": "yellow",
    "met": "green",
    "not_met": "red",
    "fine": "green",
    "late": "orange",
    "stale": "red",
    "never": "grey",
    "official": "green",
    "proxy": "blue",
    "comparator": "blue",
    "derived": "blue",
    "demo_only": "yellow",
    "read": "blue",
    "write": "orange",
}
_WORDS = {
    "met": gettext_lazy("met"),
    "not_met": gettext_lazy("not met"),
    "unknown": gettext_lazy("unknown"),
    "fine": gettext_lazy("on time"),
    "late": gettext_lazy("late"),
    "stale": gettext_lazy("out of date"),
    "never": gettext_lazy("never received"),
    "official": gettext_lazy("official"),
    "proxy": gettext_lazy("sister county's value"),
    "comparator": gettext_lazy("another place's value"),
    "derived": gettext_lazy("worked out"),
    "demo_only": gettext_lazy("demo value"),
    "read": gettext_lazy("seen"),
    "write": gettext_lazy("changed"),
}
_UNITS = {
    "yuan/month": gettext_lazy("yuan a month"),
    "yuan/year": gettext_lazy("yuan a year"),
    "yuan/once": gettext_lazy("yuan once"),
    "tonnes/month": gettext_lazy("tonnes a month"),
    "kwh/month": gettext_lazy("kWh a month"),
}
_PARTS = {
    "yuan": gettext_lazy("yuan"),
    "person": gettext_lazy("person"),
    "household": gettext_lazy("household"),
    "month": gettext_lazy("month"),
    "year": gettext_lazy("year"),
    "day": gettext_lazy("day"),
    "ratio": gettext_lazy("ratio"),
    "years": gettext_lazy("years"),
    "months": gettext_lazy("months"),
    "m2": gettext_lazy("square metres"),
    "tonnes": gettext_lazy("tonnes"),
    "kwh": gettext_lazy("kWh"),
}
_SIGNS = {"met": "✓", "not_met": "✗", "unknown": "?"}


@register.inclusion_tag("components/badge.html")
def badge(key: str, word: str = "") -> dict[str, str]:
    """A word with its colour; the word alone carries the meaning."""
    return {
        "tone": _TONES.get(key, "grey"),
        "word": str(word or _WORDS.get(key, key)),
        "sign": _SIGNS.get(key, ""),
    }


@register.filter
def first_input(field: Any) -> str:
    """The id of the input where a field's error is mended; of a group, its first."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)


@register.filter
def policy_name(code: str) -> str:
    return name_of(code)


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan with thousands; whole yuan without places."""
    if fen is None:
        return "–"
    return _("%s yuan") % money_figure(yuan(fen))


@register.filter
def year_sum(lead: Any) -> str:
    """A lead's money of one year, or the least it can be."""
    if lead.amount_fen is None:
        return _("amount not known yet")
    told = money(lead.amount_fen)
    return _("at least %s") % told if lead.amount_is_least else told


@register.filter
def unit_words(unit: str) -> str:
    """A unit such as yuan/person/month, part by part."""
    if unit in _UNITS:
        return str(_UNITS[unit])
    return "/".join(str(_PARTS.get(part, part)) for part in unit.split("/"))


@register.filter
def masked_id(number: str | None) -> str:
    return ids.mask(number) if number else "–"


@register.filter
def masked_name(name: str | None) -> str:
    return ids.mask_name(name) if name else "–"
