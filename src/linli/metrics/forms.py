from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WindowForm(forms.Form):
    """Which days, where, and by what. What is left empty is the last thirty days that are over."""

    first = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    by = forms.ChoiceField(label=_("By"), required=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    channel = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["by"].choices = choices  # type: ignore[attr-defined]
        self.yesterday = today - timedelta(days=1)

    def window(self) -> tuple[date, date]:
        """Return both days; the refusal of a period that ends before it begins is the grammar's."""
        last = self.cleaned_data.get("last") or self.yesterday
        return self.cleaned_data.get("first") or last - timedelta(days=29), last
