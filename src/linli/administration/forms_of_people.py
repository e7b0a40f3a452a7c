from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.administration.errors import UnitUnclear
from linli.administration.forms import DayField
from linli.administration.queries import units_found
from linli.people.models import Unit
from linli.people.policies import NEVER_GIVEN, Role


class UnitField(forms.CharField):
    """A unit by its code, its name, or a part of its name that no other has."""

    def clean(self, value: Any) -> Unit | None:
        words = str(super().clean(value)).strip()
        if not words:
            return None
        found = [unit for unit in units_found(words) if unit.is_active]
        exact = [unit for unit in found if words in (unit.code, unit.name)] or found
        if len(exact) == 1:
            return exact[0]
        similar = "；".join(f"{unit.name} ({unit.code})" for unit in found[:6]) or "—"
        raise forms.ValidationError(str(UnitUnclear(words=words, similar=similar)))


class AccountForm(forms.Form):
    """Somebody new."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("3 to 60 small letters, digits, dots, hyphens. It stays and is never handed on."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    display_name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PostingForm(forms.Form):
    """A role, for whom it works, where and how long."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitField(
        label=_("Unit"), max_length=100, required=False, help_text=_("Code or name, or a part of the name.")
    )
    area_code = forms.CharField(
        label=_("Only in this area"),
        max_length=12,
        required=False,
        help_text=_("12 digits. Left out: the area of the unit."),
    )
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Left out: until it is ended."))
    words = forms.CharField(
        label=_("Why, and by whose decision"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data: Any = None, *, used: set[Role], today: date) -> None:
        super().__init__(data, initial={"valid_from": today})
        choices = [(role.value, role.label) for role in Role if role in used and role not in NEVER_GIVEN]
        self.fields["role"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def place(self) -> dict[str, Any]:
        """Return what `grant_role` and `propose_role` are told of it."""
        given = self.cleaned_data
        names = ("unit", "area_code", "valid_from", "valid_until")
        return {"role": Role(given["role"]), **{name: given[name] for name in names}}

    def clean_area_code(self) -> str:
        return str(self.cleaned_data["area_code"]).strip()


class MoveForm(forms.Form):
    """Another unit, from a day on."""

    unit = UnitField(label=_("New unit"), max_length=100, help_text=_("Code or name, or a part of the name."))
    area_code = forms.CharField(label=_("Only in this area"), max_length=12, required=False)
    on = DayField(label=_("First day"))


class LastDayForm(forms.Form):
    """Until when a posting lasts."""

    valid_until = DayField(
        label=pgettext_lazy("of a posting", "Last day"),
        required=False,
        help_text=_("Left out: until it is ended."),
    )
