"""The forms of leads: the filters of the list, and what is said when something is done."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import CloseReason, ReturnReason, State, Status
from zhouji.web.deadlines import DAYS
from zhouji.web.language import local
from zhouji.web.policy_library import library, name_of
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
    return [(place.code, local(place)) for place in places]


def _villages(township: str) -> Any:
    return next((place.villages for place in townships() if place.code == township), ())


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
