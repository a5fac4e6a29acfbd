"""The forms of the pages: what may be chosen and typed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhouji.base.numbers import MOST_DIGITS
from zhouji.office.accounts.permissions import CHOSEN_PURPOSES
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import CloseReason, ReturnReason, State, Status
from zhouji.web.library import chinese, library, name_of
from zhouji.web.pool import townships

Pairs = list[tuple[str, Any]]


class LeadFilterForm(forms.Form):
    """The filter bar over the list of leads."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    policy = forms.ChoiceField(label=_("Policy"), required=False)
    township = forms.ChoiceField(label=_("Township"), required=False)
    village = forms.ChoiceField(label=_("Village"), required=False)
    state = forms.ChoiceField(label=_("Finding"), required=False)
    words = forms.CharField(label=_("Words"), required=False, max_length=60)
    due = forms.CharField(widget=forms.HiddenInput, required=False)
    flag = forms.CharField(widget=forms.HiddenInput, required=False)
    holder = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, filters: LeadFilters, *, township: bool) -> None:
        super().__init__(initial=asdict(filters), auto_id="filter-%s")
        every: tuple[str, Any] = ("", _("All"))
        chosen: dict[str, Pairs] = {
            "status": [
                ("open", _("Open")),
                *Status.choices,
                ("out", _("With the township")),
                ("all", _("All")),
            ],
            "policy": [every, *((code, name_of(code)) for code in sorted(library().policies))],
            "township": [every, *_places(townships())],
            "village": [every, *_places(_villages(filters.township))],
            "state": [every, *State.choices],
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if township:
            del self.fields["township"]
        if len(chosen["village"]) == 1:
            del self.fields["village"]


def _places(places: Any) -> Pairs:
    return [(place.code, place.zh if chinese() else place.en) for place in places]


def _villages(township: str) -> Any:
    return next((place.villages for place in townships() if place.code == township), ())


DAYS = [(days, str(days)) for days in (3, 5, 10, 15)]


class SendForm(forms.Form):
    """Send a lead to its township."""

    days = forms.TypedChoiceField(
        label=_("Deadline in working days"), choices=DAYS, initial=10, coerce=int
    )
    note = forms.CharField(label=_("Note to the township"), required=False, max_length=400)


class ReasonForm(forms.Form):
    """A reason out of a few, with words; another reason needs them."""

    reason = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("reason") == CloseReason.OTHER and not given.get("note"):
            self.add_error("note", _("Another reason needs words."))
        return given


class CloseForm(ReasonForm):
    """Close a lead with a reason."""

    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[c for c in CloseReason.choices if c[0] != CloseReason.WITHDRAWN],
        widget=forms.RadioSelect,
    )


class ReturnForm(ReasonForm):
    """Give a lead back to the county."""

    reason = forms.ChoiceField(
        label=_("Why it is returned"), choices=ReturnReason.choices, widget=forms.RadioSelect
    )


class WordsForm(forms.Form):
    """Say why: a lead is opened again, or taken off the one who holds it."""

    note = forms.CharField(label=_("Why"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class PurposeForm(forms.Form):
    """Why somebody opens the file of a household; asked once a session."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(choice.value, choice.label) for choice in CHOSEN_PURPOSES],
        widget=forms.RadioSelect,
    )


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
