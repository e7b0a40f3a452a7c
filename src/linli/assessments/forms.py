from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.assessments.policies.opinions import Method, Stance
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import Decision, Verb


def _lines(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **more)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000_000, initial=0, required=False)


def _five(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=[(n, n) for n in range(1, 6)])


class NewForm(forms.Form):
    title = forms.CharField(label=_("What is to be decided?"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of decision"))
    owner = forms.ChoiceField(label=_("Unit that is to decide or to carry it out"))
    brief = _lines(_("In short: what, where, for whom, since when"))
    basis = forms.CharField(label=_("Law or rule on which it rests"), max_length=500)
    assessor = forms.CharField(
        label=_("Who assesses"),
        max_length=120,
        required=False,
        help_text=_("An organisation; empty: the unit itself."),
    )

    def __init__(self, rule: AssessmentRule, units: list[tuple[int, str]], *given: Any) -> None:
        super().__init__(*given)
        self.fields["kind"].choices = [(each.code, str(each.name)) for each in rule.kinds]  # type: ignore[attr-defined]
        self.fields["owner"].choices = units  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    words = _lines(_("In words"))


class NoteForm(forms.Form):
    words = _lines(_("In words"), required=False)


class PlanForm(forms.Form):
    words = _lines(_("How, by whom and until when it is assessed"))


class AskForm(forms.Form):
    question = forms.CharField(label=_("The question to the people concerned"), max_length=300)
    explanation = _lines(_("What they need to know to answer it"))


class ChangeForm(forms.Form):
    words = _lines(_("What was changed in the project, and which objections that answers"))


class ReportForm(forms.Form):
    emergency_plan = _lines(_("What is done if something happens all the same"))


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("What is decided"), choices=Decision.choices, widget=forms.RadioSelect
    )
    words = _lines(_("Reasons"))


class GradeForm(forms.Form):
    """One question for each item of the sheet."""

    def __init__(self, rule: AssessmentRule, *given: Any, initial: Mapping[str, str] | None = None) -> None:
        super().__init__(given[0] if given else None, initial=dict(initial or {}))
        levels = [("", "—"), *((each.code, str(each.name)) for each in rule.levels)]
        for test in rule.tests:
            for item in test.items:
                label = f"{test.name} · {item.name}（{item.weight}）"
                self.fields[item.code] = forms.ChoiceField(label=label, choices=levels)


FORMS: Mapping[Verb, type[forms.Form]] = {
    Verb.PLAN: PlanForm,
    Verb.ASK: AskForm,
    Verb.ANALYSE: forms.Form,
    Verb.CHANGE: ChangeForm,
    Verb.REPORT: ReportForm,
    Verb.REVIEW: NoteForm,
    Verb.SEND_BACK: WordsForm,
    Verb.FILE: NoteForm,
    Verb.DECIDE: DecideForm,
    Verb.TRACK: WordsForm,
    Verb.CLOSE: WordsForm,
}


class StakeholderForm(forms.Form):
    group = forms.CharField(label=_("Group (no names of people)"), max_length=120)
    size = forms.IntegerField(label=_("About how many people"), min_value=1, max_value=10_000_000)
    interest = forms.CharField(label=_("What it means for them"), max_length=500)


class ConsultationForm(forms.Form):
    method = forms.ChoiceField(label=_("How"), choices=Method.choices)
    on = _day(_("When"))
    whom = forms.CharField(label=_("Who was heard (groups, institutions)"), max_length=200)
    invited = _count(_("People invited"))
    present = _count(_("Came or answered"))
    refused = _count(_("Did not want to"))
    support = _count(_("For it"))
    mild = _count(_("Rather against it"))
    some = _count(_("Against it"))
    strong = _count(_("Strongly against it"))
    words = _lines(_("What was said"))
    dissent = _lines(_("Objections, in their own words"), required=False)
    answer = _lines(_("What was answered to them"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "method" in given:
            given["method"] = Method(given["method"])
        return given


class RiskForm(forms.Form):
    test = forms.ChoiceField(label=_("Which test"))
    words = forms.CharField(label=_("What may go wrong"), max_length=500)
    probability = _five(_("How likely (1 to 5)"))
    impact = _five(_("How grave (1 to 5)"))
    measure = forms.CharField(label=_("What is done against it"), max_length=500)
    unit = forms.CharField(label=_("By which unit"), max_length=120)
    due_on = _day(_("Until when"))
    probability_after = _five(_("How likely then"))
    impact_after = _five(_("How grave then"))

    def __init__(self, rule: AssessmentRule, *given: Any) -> None:
        super().__init__(*given)
        self.fields["test"].choices = [(each.code, str(each.name)) for each in rule.tests]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    stance = forms.ChoiceField(
        label=_("What do you think of it?"), choices=Stance.choices, widget=forms.RadioSelect
    )
    concern = forms.ChoiceField(label=_("What worries you most?"), required=False)

    def __init__(self, rule: AssessmentRule, *given: Any) -> None:
        super().__init__(*given)
        concerns = [("", "—"), *((each.code, str(each.name)) for each in rule.concerns)]
        self.fields["concern"].choices = concerns  # type: ignore[attr-defined]
