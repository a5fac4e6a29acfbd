"""Codes and counts in words, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhouji.office.sources.queries import catalogue
from zhouji.pipeline.last_run import MOST_DAYS, LastRun
from zhouji.web.fact_names import fact_label
from zhouji.web.fact_words import CODES
from zhouji.web.language import local
from zhouji.web.pool import the_pool

register = template.Library()


@register.filter
def relation_words(code: str | None) -> str:
    return str(CODES.get(code or "", code or "–"))


@register.filter
def department_words(code: str) -> str:
    """A department's name; what is no code of one stays as it is."""
    found = catalogue(the_pool()).departments.get(code)
    return local(found) if found else code


@register.filter
def fact_words(name: str) -> str:
    return fact_label(name)


@register.filter
def thousands(count: int) -> str:
    return f"{count:,}"


@register.filter
def run_words(last: LastRun) -> str:
    """How far what is shown lies behind today, and who can mend it."""
    words = [_("No run has finished yet.")] if last.day is None else []
    if last.day is not None and last.days_ago > MOST_DAYS:
        ago = ngettext(
            "The last run was %(n)s day ago; what you see is as known on %(day)s.",
            "The last run was %(n)s days ago; what you see is as known on %(day)s.",
            last.days_ago,
        )
        words.append(ago % {"n": last.days_ago, "day": last.day})
    if last.files:
        waiting = ngettext(
            "%(n)s file received is not in what you see.",
            "%(n)s files received are not in what you see.",
            last.files,
        )
        words.append(waiting % {"n": last.files})
    return " ".join([*words, _("Ask whoever runs the system to look after the run.")])
