from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.administration.forms import DayField, in_groups
from linli.administration.forms_of_people import UnitField
from linli.areas.policies.codes import significant_prefix
from linli.catalogue.policies.admission import Application
from linli.catalogue.policies.collection import Frequency, View


class TaskForm(forms.Form):
    """What a department asks the grids to write down."""

    title = forms.CharField(label=_("What the task is called"), max_length=120)
    unit = UnitField(
        label=_("Department that asks"), max_length=100, help_text=_("Code or name, or a part of the name.")
    )
    area_code = forms.RegexField(
        r"^[0-9]{12}\Z",
        label=_("Only in this area"),
        required=False,
        help_text=_("12 digits: a county, township or village. Left out: the whole city."),
    )
    items = forms.MultipleChoiceField(label=_("Items"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.CharField(label=_("What for"), max_length=300)
    basis = forms.CharField(label=_("Basis in law"), max_length=300)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    hours_per_grid = forms.DecimalField(
        label=_("Hours a month that it costs one grid"),
        min_value=Decimal("0.1"),
        max_value=744,
        decimal_places=2,
    )
    retention_months = forms.IntegerField(
        label=_("Months for which values are kept"), min_value=1, max_value=600, initial=24
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data)
        self.fields["items"].choices = choices  # type: ignore[attr-defined]

    def grouped_items(self) -> list[tuple[str, tuple[list[Any], bool]]]:
        """Return the ticks by heading of the list, and whether any of them is set."""
        return [
            (name, (ticks, any(each.data["selected"] for each in ticks)))
            for name, ticks in in_groups(self["items"])
        ]

    def answer(self) -> Application:
        given = self.cleaned_data
        names = ("title", "purpose", "basis", "hours_per_grid", "retention_months")
        return Application(
            **{name: given[name] for name in names},
            unit_id=given["unit"].pk,
            items=tuple(given["items"]),
            frequency=Frequency(given["frequency"]),
            area_prefix=significant_prefix(given["area_code"]) if given["area_code"] else "",
        )


class OpinionForm(forms.Form):
    """What a reviewing unit thinks of it."""

    unit = UnitField(
        label=_("Unit whose opinion it is"),
        max_length=100,
        help_text=_("Code or name, or a part of the name."),
    )
    view = forms.ChoiceField(label=_("Opinion"), choices=View.choices)
    words = forms.CharField(label=_("Reasons"), max_length=500, widget=forms.Textarea({"rows": 3}))


class TermForm(forms.Form):
    """From when until when a task is admitted."""

    valid_from = DayField(label=_("Takes effect on"))
    valid_to = DayField(label=_("Holds no longer from"))

    def __init__(self, data: Any = None, *, first: date, last: date) -> None:
        super().__init__(data, initial={"valid_from": first, "valid_to": last})


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reasons"), max_length=500, widget=forms.Textarea({"rows": 2}))


class EndOfTaskForm(ReasonForm):
    valid_to = DayField(label=_("Holds no longer from"))


class EndOfItemForm(EndOfTaskForm):
    valid_to = DayField(
        label=_("Holds no longer from"),
        required=False,
        help_text=_("Left out: it stays as long as the task."),
    )
