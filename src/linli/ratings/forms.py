from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AppealForm(forms.Form):
    entity = forms.CharField(label=_("Code of the body or place"), max_length=40)
    code = forms.CharField(label=_("Code of the notice"), max_length=12)
    words = forms.CharField(
        label=_("What is wrong?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Leave it empty to read the reasons first. Please write no names or numbers of people."),
    )


class RunForm(forms.Form):
    period = forms.RegexField(
        r"^[12][0-9]{3}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
        label=_("Period, such as 2026-Q1 or 2026-03"),
        max_length=7,
    )
