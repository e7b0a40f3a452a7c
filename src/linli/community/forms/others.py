"""Forms of meetings, deliberations and sharing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.community.forms.fields import ForUnit, count, day, named, other_units, text
from linli.community.policies.deliberations import Method, Stance
from linli.community.policies.rules import Deliberations, Sharing
from linli.community.policies.whistles import Fitting
from linli.community.queries.whistles import callable_units
from linli.core.time import city_day
from linli.matters.policies import Satisfied
from linli.people.models import Unit
from linli.rulebook.queries import in_force


def choice(label: Any, choices: Any, coerce: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=coerce, widget=forms.RadioSelect)


class WhyForm(forms.Form):
    why = text(_("Why?"), rows=2)


# Meetings


class MeetingForm(ForUnit):
    subject = forms.CharField(label=_("In a few words"), max_length=60)
    place = forms.CharField(label=_("Where do you meet?"), max_length=120)
    starts_at = forms.DateTimeField(
        label=_("When does it begin?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    near = forms.TypedMultipleChoiceField(
        label=_("Who is invited?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    others = other_units()
    representatives = count(_("How many representatives may the requesters send?"), most=100)
    demands = text(_("What is demanded?"), _("One demand in each line. Name no residents."), rows=5)

    def __init__(self, *args: Any, units: list[Unit], **more: Any) -> None:
        super().__init__(*args, units=units, **more)
        near = callable_units(units[0].area_code, but=units[0].pk) if units else []
        self.choose("near", [(unit.pk, unit.name) for unit in near])

    def invited(self) -> tuple[int, ...]:
        return (*self.cleaned_data["near"], *(self.cleaned_data["others"] or ()))


class HoldForm(forms.Form):
    came = forms.TypedMultipleChoiceField(
        label=_("Which units came?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    representatives = count(_("How many representatives came?"), most=100)
    note = text(_("In words"), rows=2, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["came"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = text(_("The answer"))
    owner = forms.TypedChoiceField(label=_("Which unit carries it out?"), coerce=int)
    due_on = day(_("Done by which day?"))

    def __init__(self, *args: Any, units: Iterable[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].choices = [("", "—"), *((unit.pk, unit.name) for unit in units)]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    done = text(_("What was done, and what is the result?"))


# Deliberations


class ProposalForm(ForUnit):
    topic = forms.CharField(label=_("In a few words"), max_length=60)
    proposal = text(_("What is proposed?"), rows=5)
    households = count(_("How many households does it concern?"), least=1, most=1_000_000)


class HearForm(forms.Form):
    part = forms.ChoiceField(label=_("Who speaks?"), help_text=_("In which part; no names."))
    stance = choice(_("How do they stand?"), Stance.choices, Stance)
    said = text(_("What do they say?"))
    households = count(_("For how many households?"), least=1)

    def __init__(self, *args: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        parts = in_force(Deliberations, city_day(now)).value.parts
        self.fields["part"].choices = named(parts)  # type: ignore[attr-defined]
        self.fields["households"].initial = 1


class DecideProposalForm(forms.Form):
    method = choice(_("How was it decided?"), Method.choices, Method)
    decision = text(_("What was decided?"))
    voices_for = count(_("Voices for it"), required=False)
    voices_against = count(_("Voices against it"), required=False)
    voices_abstained = count(_("Voices abstained"), required=False)
    minority = text(_("Reasons of those who were against it"), _("Without names."), rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        voices = [given.get(f"voices_{each}") for each in ("for", "against", "abstained")]
        if given.get("method") is Method.VOTE and not any(voices):
            self.add_error("voices_for", gettext("Please count the voices."))
        return {**given, **{name: value or 0 for name, value in given.items() if name.startswith("voices_")}}


class DoneForm(forms.Form):
    done = text(_("What was done?"))


class ReviewForm(forms.Form):
    found = text(_("What became of the decision?"))


# Sharing


class OfKind(ForUnit):
    kind = forms.ChoiceField(label=_("What kind?"))
    title = forms.CharField(label=_("In a few words"), max_length=60)

    def __init__(self, *args: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose("kind", list(named(in_force(Sharing, city_day(now)).value.kinds)))


class ResourceForm(OfKind):
    details = text(_("When, how much, for whom?"), required=False)
    until_on = day(_("Offered until"))


class NeedForm(OfKind):
    details = text(_("What for, and how much?"), _("Name no residents."))
    needed_by = day(_("Needed by"))


class ClaimForm(ForUnit):
    resource = forms.TypedChoiceField(
        label=_("Which of your resources?"), coerce=int, required=False, empty_value=None
    )
    promised_on = day(_("Done by which day?"))

    def __init__(self, *args: Any, resources: Iterable[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(each.pk, f"{each.title} ({each.unit.name})") for each in resources]
        self.choose("resource", [("", gettext("Something else")), *offered])


class HelpedForm(forms.Form):
    result = text(_("What was done, and what is the result?"))
    hours = count(_("Hours served by the unit altogether"), most=100_000)


class NeedRateForm(forms.Form):
    satisfied = choice(_("How satisfied?"), Satisfied.choices, Satisfied)
    note = text(_("In words"), rows=2, required=False)


class NeedReviewForm(forms.Form):
    fitting = choice(_("Was it the right thing to ask your unit for?"), Fitting.choices, Fitting)
    note = text(_("In words"), rows=2, required=False)
