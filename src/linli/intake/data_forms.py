"""What somebody is asked before their own data is shown, changed or erased."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CopyForm(forms.Form):
    """More proof than the four digits."""

    proof = forms.CharField(
        label=_("To be sure it is you: the six digits on the receipt, or your whole phone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-private": True}),
    )
    field_order = ("name", "phone", "sure", "proof")

    def clean_proof(self) -> str:
        return "".join(str(self.cleaned_data["proof"]).split())


class CorrectForm(CopyForm):
    """What is right instead. What is left empty stays as it is."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name") and not given.get("phone"):
            self.add_error("name", gettext("Please write what is right instead."))
        return given


class EraseForm(CopyForm):
    """Erasing cannot be undone."""

    sure = forms.BooleanField(label=_("Yes, erase my name and number for good."))
