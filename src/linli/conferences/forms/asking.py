from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.conferences.policies import Kind
from linli.disputes.forms.base import DayField, in_words
from linli.people.models import Unit


class AskForm(forms.Form):
    """A conference is asked for: which unit, what question, and why it could not be settled so far."""

    unit = forms.TypedChoiceField(label=_("Which unit shall convene it?"), coerce=int)
    question = in_words(_("What is it to answer?"), rows=2, help_text=_("Without names: say 甲方 and 乙方."))
    why = in_words(_("Why is it needed? What was tried, and why was that not enough?"))
    papers = in_words(_("What is laid before it, one a line"), required=False, rows=2)
    sides_agree = forms.BooleanField(
        label=_("All sides were asked and agree that it is talked over there"), required=False
    )

    def __init__(self, *given: Any, kind: Kind, units: Sequence[Unit], **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind = kind
        self.by_number = {each.pk: each for each in units}
        self.fields["unit"].choices = [(each.pk, each.name) for each in units]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "unit": self.by_number[self.cleaned_data["unit"]], "kind": self.kind}


class EnrolForm(forms.Form):
    """Somebody for the roster of respected villagers."""

    unit = forms.TypedChoiceField(label=_("Village or community"), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    known_for = forms.CharField(
        label=_("What they bring along"),
        max_length=60,
        help_text=_("For instance: retired teacher, knows the village rules. Nothing that weighs a person."),
    )
    elected_on = DayField(label=_("When did the residents name them?"))
    until_on = DayField(label=_("Last day of the term"))
    agrees = forms.BooleanField(label=_("They agree to be on the roster, and may leave it at any time"))

    def __init__(self, *given: Any, units: Sequence[Unit], **more: Any) -> None:
        super().__init__(*given, **more)
        self.by_number = {each.pk: each for each in units}
        self.fields["unit"].choices = [(each.pk, each.name) for each in units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        first, last = kept.get("elected_on"), kept.get("until_on")
        if first and last and last <= first:
            self.add_error("until_on", _("The term ends after it begins."))
        return kept

    def given(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "agrees"}
        return {**kept, "unit": self.by_number[kept["unit"]]}
