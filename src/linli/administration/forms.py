from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.calendars.policies import Limit, LimitUnit
from linli.catalogue.policies.kinds import Tier
from linli.core.errors import Refusal
from linli.matters.policies import Step
from linli.matters.policies.rules import MatterLimits
from linli.people.policies import UnitKind


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def in_groups(field: forms.BoundField) -> list[tuple[str, list[Any]]]:
    """Return the ticks of a field with grouped choices, group by group."""
    choices = field.field.choices  # type: ignore[attr-defined]
    headings = {str(code): str(name) for name, rows in choices for code, _words in rows}
    groups: dict[str, list[Any]] = {}
    for each in field:
        groups.setdefault(headings[str(each.data["value"])], []).append(each)
    return list(groups.items())


class UnitForm(forms.Form):
    """A unit as it is to be."""

    code = forms.CharField(
        label=pgettext_lazy("unit", "Code"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens; it stays."),
    )
    name = forms.CharField(label=_("Name of the unit"), max_length=100)
    kind = forms.ChoiceField(label=_("What sort of unit"), choices=UnitKind.choices)
    parent = forms.CharField(label=_("Code of the unit above"), max_length=60, required=False)
    area_code = forms.CharField(label=_("Code of its area"), max_length=12, help_text=_("12 digits."))


class KindForm(forms.Form):
    """What may be changed of a kind. From its day on, new matters are judged by it."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100)
    tier = forms.ChoiceField(label=_("Urgency"), choices=Tier.choices)
    needs_verification = forms.BooleanField(label=_("Is checked on the spot"), required=False)
    is_public_report = forms.BooleanField(label=_("Residents may choose it"), required=False)
    valid_from = DayField(label=_("Takes effect on"))


class EndForm(forms.Form):
    valid_to = DayField(label=_("Holds no longer from"))


class RuleTextForm(forms.Form):
    """A rule as text."""

    text = forms.CharField(label=_("Value"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}))
    valid_from = DayField(label=_("Takes effect on"))


class LimitsForm(forms.Form):
    """The limits of each step for each tier, and the numbers beside them."""

    valid_from = DayField(label=_("Takes effect on"))

    def __init__(self, value: MatterLimits, data: Any = None, *, earliest: date) -> None:
        super().__init__(data, initial={"valid_from": earliest})
        self.value = value
        for tier in Tier:
            for step in Step:
                first = value.tiers[tier].steps[step].in_words()
                label = f"{tier.label} · {step.label}"
                self.fields[f"{tier}-{step}"] = LimitTextField(label=label, initial=first, max_length=30)

    def tiers(self) -> list[str]:
        return [str(tier.label) for tier in Tier]

    def rows(self) -> list[tuple[str, list[Any]]]:
        """Return step by step the fields of all tiers."""
        return [(str(step.label), [self[f"{tier}-{step}"] for tier in Tier]) for step in Step]

    def answer(self) -> dict[str, Any]:
        """Return the whole value of the rule with what was typed."""
        plain = self.value.model_dump(mode="json")
        for tier in Tier:
            for step in Step:
                plain["tiers"][tier.value]["steps"][step.value] = self.cleaned_data[f"{tier}-{step}"]
        return plain


class LimitTextField(forms.CharField):
    """A limit in words of the language in use, 5 个工作日, or as the rulebook writes it."""

    def clean(self, value: Any) -> str:
        words = str(super().clean(value)).strip()
        try:
            return str(Limit.from_words(words))
        except Refusal as refusal:
            raise forms.ValidationError(
                _(
                    "“%(words)s” is no time limit. Write a number and what it counts, for example: %(examples)s."
                ),
                params={"words": words, "examples": self._examples()},
            ) from refusal

    def _examples(self) -> str:
        examples = (
            Limit(5, LimitUnit.WORKING_DAYS),
            Limit(4, LimitUnit.WORKING_HOURS),
            Limit(30, LimitUnit.MINUTES),
        )
        return " · ".join(each.in_words() for each in examples)


class YearForm(forms.Form):
    """A year's days off, a line for each, and its make-up days."""

    holidays = forms.CharField(
        label=_("Days off"),
        help_text=_("A line for each: first day, last day, Chinese name, English name; commas between."),
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}),
    )
    make_up_days = forms.CharField(
        label=_("Weekend days that are worked"),
        help_text=_("A day in each line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    provisional = forms.BooleanField(
        label=_("Provisional: the official notice is not out yet"), required=False
    )
