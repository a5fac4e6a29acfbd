"""Policies and their figures in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy

from zhouji.engine.rules.written import thousands

register = template.Library()

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


@register.filter
def class_words(code: str) -> str:
    return f"{code} {_CLASSES.get(code, '')}".strip()


@register.filter
def row_words(row: dict[str, Any]) -> str:
    """A row of a table of figures: its keys, then its value."""
    keys = ", ".join(f"{key} {value}" for key, value in row.items() if key not in ("value", "note"))
    return f"{keys}: {row.get('value')}"


@register.filter
def figure(value: Any) -> str:
    """A parameter's value: one figure, or that it is a table."""
    return "–" if value is None else thousands(value)
