from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.warnings.models.hot import LONGEST_REASON
from linli.warnings.policies.hot import NEEDS_WORDS, HotVerb


class DecideForm(forms.Form):
    """What somebody says of an issue."""

    words = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Colleagues read it. No names, no telephone numbers."),
    )

    def __init__(self, verb: HotVerb, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=verb.value)
        self.fields["words"].required = verb in NEEDS_WORDS


class JoinForm(forms.Form):
    """Which matters are the same as which."""

    into = forms.CharField(max_length=22)
    words = forms.CharField(max_length=LONGEST_REASON)


TEXT = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KIND = forms.TextInput(attrs={"list": "kinds", "autocomplete": "off"})
UNIT = forms.TextInput(attrs={"list": "units", "autocomplete": "off"})


class NothingForm(forms.Form):
    """A step that asks nothing."""


class ConfirmForm(forms.Form):
    unit = forms.CharField(
        label=_("Which unit answers for it"), widget=UNIT, help_text=_("Its name or a part of it.")
    )
    words = forms.CharField(
        label=_("What was checked"), widget=TEXT, max_length=1000, help_text=_("No names of people.")
    )


class WhyForm(forms.Form):
    words = forms.CharField(label=_("Why"), widget=TEXT, max_length=1000)


class WriteForm(forms.Form):
    issuer = forms.TypedChoiceField(label=_("In the name of"), coerce=int)
    suggestions = forms.CharField(
        label=_("What the unit is asked to do"),
        widget=TEXT,
        max_length=3000,
        help_text=_("One thing on each line."),
    )
    due_on = forms.DateField(
        label=_("Answer by"), widget=DAY, required=False, help_text=_("Empty: as the city's rule says.")
    )

    def __init__(self, issuers: list[tuple[int, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["issuer"].choices = issuers  # type: ignore[attr-defined]


class CauseForm(forms.Form):
    title = forms.CharField(label=_("What is to be solved"), max_length=120)
    cause = forms.CharField(
        label=_("What is behind these matters"),
        widget=TEXT,
        max_length=4000,
        help_text=_("The cause at the place, in pipes, rules or work; never a person."),
    )
    area = forms.CharField(label=_("Where (name or code of the place)"), max_length=60)
    kind = forms.CharField(label=_("Kind of matters (name or code)"), max_length=80, widget=KIND)
    owner = forms.CharField(label=_("Which unit leads it"), widget=UNIT)
    begins_on = forms.DateField(label=_("From the day"), widget=DAY)
    due_on = forms.DateField(label=_("Measures done by"), widget=DAY)


class StepForm(forms.Form):
    words = forms.CharField(label=_("Measure"), max_length=300)
    due_on = forms.DateField(label=_("Until when"), widget=DAY)


class DoneForm(forms.Form):
    step = forms.TypedChoiceField(label=_("Which measure"), coerce=int)
    words = forms.CharField(label=_("How it was done"), max_length=500, required=False)

    def __init__(self, steps: list[tuple[int, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
