"""The form of a household's file: why it is opened."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhouji.office.accounts.permissions import CHOSEN_PURPOSES


class PurposeForm(forms.Form):
    """Why somebody opens the file of a household; asked once a session."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(choice.value, choice.label) for choice in CHOSEN_PURPOSES],
        widget=forms.RadioSelect,
    )
