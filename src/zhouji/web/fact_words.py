"""Values of facts in the reader's words: money, ratios, days, codes; unknown is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhouji.engine.rules.written import as_json, in_figures, money_figure

CODES = {
    "none": gettext_lazy("none"),
    "m": gettext_lazy("male"),
    "f": gettext_lazy("female"),
    "head": gettext_lazy("head of household"),
    "spouse": gettext_lazy("spouse"),
    "child": gettext_lazy("child"),
    "parent": gettext_lazy("parent"),
    "grandchild": gettext_lazy("grandchild"),
    "grandparent": gettext_lazy("grandparent"),
    "sibling": gettext_lazy("sibling"),
    "other": gettext_lazy("other relative"),
    "prison": gettext_lazy("in prison"),
    "detox": gettext_lazy("in compulsory detoxification"),
    "detained": gettext_lazy("detained"),
    "vision": gettext_lazy("visual disability"),
    "hearing": gettext_lazy("hearing disability"),
    "speech": gettext_lazy("speech disability"),
    "limb": gettext_lazy("physical disability"),
    "intellectual": gettext_lazy("intellectual disability"),
    "mental": gettext_lazy("mental disability"),
    "multiple": gettext_lazy("multiple disabilities"),
    "full": gettext_lazy("manages alone"),
    "partial": gettext_lazy("manages partly"),
    "most_loss": gettext_lazy("manages little"),
    "total_loss": gettext_lazy("cannot manage alone"),
    "unemployed_registered": gettext_lazy("registered unemployed"),
    "employed": gettext_lazy("employed"),
    "flexible": gettext_lazy("flexibly employed"),
    "retired": gettext_lazy("retired"),
    "preschool": gettext_lazy("kindergarten"),
    "primary": gettext_lazy("primary school"),
    "junior": gettext_lazy("junior secondary school"),
    "senior": gettext_lazy("senior secondary school"),
    "vocational": gettext_lazy("vocational school"),
    "college": gettext_lazy("university or college"),
    "resident": gettext_lazy("residents' insurance"),
    "employee": gettext_lazy("employees' insurance"),
    "light": gettext_lazy("light"),
    "severe": gettext_lazy("severe"),
    "dead": gettext_lazy("dead"),
    "general": gettext_lazy("moderate"),
    "collapsed": gettext_lazy("collapsed"),
    "a": gettext_lazy("grade A"),
    "b": gettext_lazy("grade B"),
    "c": gettext_lazy("grade C"),
    "d": gettext_lazy("grade D"),
}


def held(value: Any, kind: str) -> str:
    """A value as the fact tables hold it: fen, millionths."""
    return told(as_json(kind, value), kind)


def told(value: Any, kind: str) -> str:
    """A value as the engine tells it: yuan and ratios with their point, perhaps as text."""
    if value is None:
        return _("unknown")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if kind == "code":
        return str(CODES.get(str(value), value))
    if kind == "money":
        return _("%s yuan") % in_figures(kind, value)
    return in_figures(kind, value) if kind == "ratio" else str(value)


def plain(figure: Decimal) -> str:
    """An amount of money or goods: thousands apart, no empty places."""
    return money_figure(figure)
