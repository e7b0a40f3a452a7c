"""Fields that several forms ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.community.policies.rules import Named
from linli.matters.page_forms import UnitsField
from linli.people.models import Unit

LONGEST = 2_000


def text(label: Any, hint: Any = "", *, rows: int = 3, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, max_length=LONGEST, required=required)


def count(label: Any, *, required: bool = True, most: int = 1_000_000, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=least, max_value=most)


def unit_widget(list_id: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={
            "list": list_id,
            "autocomplete": "off",
            "hx-get": reverse_lazy("community:units"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{list_id}",
        }
    )


def other_units() -> UnitsField:
    return UnitsField(
        label=_("Other units"),
        help_text=_("One in each line; a part of the name is enough."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput())


class ForUnit(forms.Form):
    """A form filled in for one of the viewer's units; hidden where there is only one."""

    unit = forms.TypedChoiceField(label=_("For which unit?"), coerce=int)

    def __init__(self, *args: Any, units: Sequence[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose("unit", [(unit.pk, unit.name) for unit in units])
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk

    def choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def named(several: Iterable[Named]) -> list[tuple[str, str]]:
    """Return a list of the city as choices, in the reader's language."""
    language = get_language() or ""
    return [("", "—"), *((each.code, each.in_language(language)) for each in several)]
