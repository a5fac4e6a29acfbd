"""Why a lead is there, and what it would give, in words."""

from __future__ import annotations

from typing import Any

from django import template

from zhouji.base.money import yuan
from zhouji.web.fact_words import plain
from zhouji.web.language import chinese
from zhouji.web.templatetags.zhouji import unit_words

register = template.Library()


@register.filter
def why(lead: Any) -> str:
    """The one line that says why."""
    return str(lead.why_zh if chinese() else lead.why_en)


@register.filter
def amount(reason: Any) -> str:
    """What a reason would give, with its unit."""
    if reason.amount_fen is None:
        return ""
    return f"{plain(yuan(reason.amount_fen))} {unit_words(reason.amount_unit)}"
