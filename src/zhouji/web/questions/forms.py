"""The forms of questions: asking on a lead, answering in a department."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhouji.base.ids import mask_name
from zhouji.office.accounts.queries import departments_that_answer
from zhouji.office.households.household_files import HouseholdFile
from zhouji.office.leads.models import Answer, Standing
from zhouji.office.leads.queries import LeadFile
from zhouji.office.leads.question_actions import MOST_FACTS
from zhouji.office.leads.questions import STATES
from zhouji.web.deadlines import DAYS
from zhouji.web.fact_names import fact_label
from zhouji.web.templatetags.words import department_words, relation_words

Pairs = list[tuple[str, Any]]
_STATE_WORDS = {"open": _("To answer"), "overdue": _("Overdue"), "answered": _("Answered")}


class AskForm(forms.Form):
    """Ask a department a question about a lead: about whom, which facts, in which words."""

    department = forms.ChoiceField(label=_("Department"))
    about = forms.TypedChoiceField(
        label=_("About whom"), coerce=int, empty_value=None, required=False
    )
    facts = forms.MultipleChoiceField(
        label=_("Facts asked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("Question, in words; the department sees nothing else of this lead"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.TypedChoiceField(
        label=_("Deadline in working days"), choices=DAYS, initial=5, coerce=int
    )

    def __init__(self, data: QueryDict | None, **offered: Pairs) -> None:
        super().__init__(data, auto_id="ask-%s")
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not offered["facts"]:
            del self.fields["facts"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("text") and not given.get("facts"):
            self.add_error("text", _("Say what is asked: in words, or by a fact."))
        return given


def ask_form(
    file: LeadFile, household: HouseholdFile | None, data: QueryDict | None = None
) -> AskForm | None:
    """The form for this lead; None where no department has anybody to answer."""
    departments = sorted(departments_that_answer())
    if not departments:
        return None
    return AskForm(
        data,
        department=[("", _("Choose")), *((code, department_words(code)) for code in departments)],
        about=[("", _("The household, by its head")), *_members(household)],
        facts=[(name, fact_label(name)) for name in _missing(file)],
    )


def _members(household: HouseholdFile | None) -> Pairs:
    members = household.members if household else []
    return [
        (
            str(member["person_id"]),
            f"{mask_name(member.get('name') or '')} · {relation_words(member.get('relation'))}",
        )
        for member in members
    ]


def _missing(file: LeadFile) -> list[str]:
    """What the lead's reasons can't be told without."""
    open_ones = [reason for reason in file.reasons if reason.standing != Standing.FALSE]
    return list(dict.fromkeys(name for r in open_ones for name in r.missing))[:MOST_FACTS]


class AnswerForm(forms.Form):
    """Answer a question; that there is no record is an answer."""

    answer = forms.ChoiceField(
        label=_("Which answer"), choices=Answer.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(label=_("Value, with its unit and day"), required=False, max_length=200)
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") == Answer.VALUE and not given.get("value"):
            self.add_error("value", _("Write the value, or choose another answer."))
        if given.get("answer") not in (None, Answer.VALUE) and given.get("value"):
            self.add_error("value", _("Choose “The value is”, or move this into the remark."))
        return given


class QuestionFilterForm(forms.Form):
    """The filter bar over the questions."""

    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[(state, _STATE_WORDS[state]) for state in STATES],
    )
