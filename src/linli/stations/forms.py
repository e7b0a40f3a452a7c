from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.matters.policies import Satisfied
from linli.stations.policies import Result
from linli.stations.rules import Material

LONGEST = 200


class BookForm(forms.Form):
    """Who comes. Service, station and time stand in the address."""

    phone = forms.CharField(
        label=_("Your phone number"),
        help_text=_("With its last four digits you can look at your booking or cancel it."),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    at = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M"])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("key", uuid.uuid4().hex)


class AskForm(forms.Form):
    """Which booking, and the proof that it is one's own."""

    code = forms.CharField(
        label=_("Number of the booking"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tail = forms.CharField(
        label=_("Last four digits of the phone number"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-private": True}),
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())

    def clean_tail(self) -> str:
        return "".join(str(self.cleaned_data["tail"]).split())


class RateForm(forms.Form):
    satisfied = forms.ChoiceField(
        label=_("How was the service of the station?"),
        choices=Satisfied.choices,
        widget=forms.RadioSelect,
    )


class ServeForm(forms.Form):
    """What came of a visit."""

    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, widget=forms.RadioSelect)
    missing = forms.MultipleChoiceField(
        label=_("What was missing"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, materials: Sequence[Material] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(each.code, str(each.name)) for each in materials]
        if not choices:
            del self.fields["missing"]
            kept = [choice for choice in Result.choices if choice[0] != Result.INCOMPLETE]
            self.fields["result"].choices = kept  # type: ignore[attr-defined]
            return
        self.fields["missing"].choices = choices  # type: ignore[attr-defined]


class CallOffForm(forms.Form):
    why = forms.CharField(
        label=_("Why the time cannot be kept"),
        help_text=_("Whoever booked reads it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
