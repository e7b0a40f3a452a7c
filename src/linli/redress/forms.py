"""What is asked for each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.disputes.forms.base import DayField, Money, in_words
from linli.people.errors import UnknownUnit
from linli.people.models import Unit
from linli.people.queries import unit_coded
from linli.redress.models import Suggestion
from linli.redress.policies import PUSHES, CaseKind, CaseVerb, Matter, Result, Verb


class UnitCodeField(forms.CharField):
    """A unit by its code."""

    def clean(self, value: Any) -> Unit | None:
        code = super().clean(value)
        if not code:
            return None
        try:
            return unit_coded(code)
        except UnknownUnit as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CaseForm(forms.Form):
    """An administrative dispute is handed to the body that examines it."""

    kind = forms.TypedChoiceField(
        label=_("Which way?"), coerce=CaseKind, choices=CaseKind.choices, widget=forms.RadioSelect
    )
    body = forms.TypedChoiceField(label=_("Which body takes it?"), coerce=int)
    respondent = forms.CharField(label=_("Against which authority?"), max_length=100, required=False)
    respondent_unit = UnitCodeField(label=_("Or its code, if it works here"), max_length=60, required=False)
    act = in_words(_("Against which decision or omission? Number and day"), rows=2)
    learnt_on = DayField(label=_("When did the person learn of it?"))
    excuse = in_words(_("If the time is over: what stood in the way?"), required=False, rows=2)

    def __init__(self, *given: Any, bodies: Sequence[Unit], **more: Any) -> None:
        super().__init__(*given, **more)
        self.by_number = {each.pk: each for each in bodies}
        self.fields["body"].choices = [(each.pk, each.name) for each in bodies]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "body": self.by_number[self.cleaned_data["body"]]}


class SuggestionForm(forms.Form):
    """A suggestion that came from outside, or a lead: for the unit that enters it, or from it."""

    matter = forms.TypedChoiceField(
        label=_("What is it?"),
        coerce=Matter,
        choices=[(each.value, each.label) for each in (Matter.PROCURATOR, Matter.AID_LEAD)],
        widget=forms.RadioSelect,
    )
    unit = forms.TypedChoiceField(label=_("Our unit"), coerce=int)
    from_body = forms.CharField(
        label=_("From which body outside?"),
        max_length=100,
        required=False,
        help_text=_("Empty: our unit sends it to the unit below."),
    )
    paper_number = forms.CharField(label=_("Number of the paper"), max_length=60, required=False)
    to_unit = UnitCodeField(
        label=_("To which unit? Its code"),
        max_length=60,
        required=False,
        help_text=_("Empty: it is for our unit."),
    )
    dispute = forms.CharField(
        label=_("Number of the dispute, if it grew out of one"), max_length=20, required=False
    )
    subject = forms.CharField(label=_("About what, without names"), max_length=120)
    words = in_words(_("What is suggested, and why"))
    reply_by = DayField(label=_("Answer by which day? Empty: as the rule says"), required=False)
    person_agrees = forms.BooleanField(
        label=_("Judicial aid: the person was asked and agrees"), required=False
    )

    def __init__(self, *given: Any, units: Sequence[Unit], **more: Any) -> None:
        super().__init__(*given, **more)
        self.by_number = {each.pk: each for each in units}
        self.fields["unit"].choices = [(each.pk, each.name) for each in units]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        kept = dict(self.cleaned_data)
        own = self.by_number[kept.pop("unit")]
        kept.pop("dispute")
        from_outside = bool(kept["from_body"])
        kept["to_unit"] = kept["to_unit"] or own
        kept["from_unit"] = None if from_outside else own
        return kept


class StepForm(forms.Form):
    """Base of what is asked for a step. `seen` is how much had happened when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, verb: CaseVerb | Verb, seen: int, data: Any = None) -> None:
        self.verb = verb
        super().__init__(data, auto_id=f"{verb.value}-%s", initial={"seen": seen})

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class WordsForm(StepForm):
    words = in_words()


class MaybeWordsForm(StepForm):
    words = in_words(required=False, rows=2)


class SettleForm(StepForm):
    words = in_words(_("What was agreed?"))
    both_agree = forms.BooleanField(label=_("The person and the authority both agree"), required=False)


class DecideForm(StepForm):
    result = forms.TypedChoiceField(
        label=_("With which result?"), coerce=Result, choices=Result.choices, widget=forms.RadioSelect
    )
    words = in_words(_("The decision and its reasons"))


class PushForm(StepForm):
    matter = forms.TypedChoiceField(
        label=_("Which push?"),
        coerce=Matter,
        choices=[(each.value, each.label) for each in PUSHES],
        widget=forms.RadioSelect,
    )
    to_unit = UnitCodeField(label=_("To which unit? Its code"), max_length=60)
    subject = forms.CharField(label=_("About what, without names"), max_length=120)
    words = in_words(_("What is suggested, and why"))
    reply_by = DayField(label=_("Answer by which day? Empty: as the rule says"), required=False)


class CloseForm(StepForm):
    def __init__(self, verb: CaseVerb, seen: int, data: Any = None) -> None:
        super().__init__(verb, seen, data)
        for each in PUSHES:
            field = in_words(each.label, required=False, rows=2)
            field.help_text = _("If it was not made: why is it not needed?")
            self.fields[each.value] = field

    def given(self) -> dict[str, Any]:
        return {"unneeded": {each: self.cleaned_data.get(each.value, "") for each in PUSHES}}


class AnswerForm(StepForm):
    is_followed = forms.TypedChoiceField(
        label=_("Is it followed?"),
        choices=[("yes", _("Yes")), ("no", _("No, for the reasons below"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = in_words(_("What was done, or why it is not followed"))
    aid = Money(label=_("Judicial aid granted, in yuan"), min_value=0, required=False)


class AskAgainForm(StepForm):
    words = in_words(_("What is missing?"))
    reply_by = DayField(label=_("Answer by which day? Empty: as the rule says"), required=False)


CASE_FORMS: Mapping[CaseVerb, type[StepForm]] = {
    CaseVerb.ACCEPT: MaybeWordsForm,
    CaseVerb.REFUSE: WordsForm,
    CaseVerb.EXTEND: WordsForm,
    CaseVerb.SETTLE: SettleForm,
    CaseVerb.DECIDE: DecideForm,
    CaseVerb.WITHDRAW: MaybeWordsForm,
    CaseVerb.PUSH: PushForm,
    CaseVerb.CLOSE: CloseForm,
}
FORMS: Mapping[Verb, type[StepForm]] = {
    Verb.ANSWER: AnswerForm,
    Verb.ACCEPT: MaybeWordsForm,
    Verb.ASK_AGAIN: AskAgainForm,
    Verb.TAKE_BACK: WordsForm,
    Verb.DRAFT_LETTER: StepForm,
}


def step_form(row: Suggestion, verb: Verb, data: Any = None) -> StepForm:
    """Return the form of a step, empty or with what was typed. Only leads for judicial aid ask for a sum."""
    form = FORMS[verb](verb, row.chain_length, data)
    if row.matter != Matter.AID_LEAD:
        form.fields.pop("aid", None)
    return form
