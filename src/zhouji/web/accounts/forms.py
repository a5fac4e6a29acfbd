"""The form of the audit trail: what an auditor looks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhouji.base.numbers import MOST_DIGITS


class AuditFilterForm(forms.Form):
    """What an auditor looks for."""

    username = forms.CharField(label=_("User"), required=False, max_length=60)
    household = forms.IntegerField(
        label=_("Household number"), required=False, min_value=0, max_value=10**MOST_DIGITS - 1
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), ("read", _("Seen")), ("write", _("Changed"))],
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
