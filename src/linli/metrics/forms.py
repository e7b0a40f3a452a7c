from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.metrics.policies.bulletins import RemarkKind


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


class DraftForm(forms.Form):
    """Which bulletin, of which period."""

    name = forms.ChoiceField(label=_("Which bulletin?"))
    on = forms.DateField(
        label=_("A day of its period"),
        help_text=_("The week, month or quarter in which it lies. It must be over; months must be frozen."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].choices = choices  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    """What a ranked unit attaches."""

    unit = forms.TypedChoiceField(label=_("For which unit?"), coerce=int)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (RemarkKind.COMMENT, _("A comment: how the figures came about, what we do about it")),
            (RemarkKind.OBJECTION, _("An objection: a figure is wrong, and the issuer decides on it")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In words"),
        help_text=_(
            "Name no requester and no party: everybody who sees the bulletin reads it, and when it is published every "
            "resident."
        ),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0][0]


class TakeBackForm(forms.Form):
    """Why the public no longer reads a bulletin."""

    why = forms.CharField(
        label=_("Why is it taken back?"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class AnswerForm(forms.Form):
    """The issuer's answer to a comment."""

    words = forms.CharField(label=_("The answer"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class DecisionForm(AnswerForm):
    """The issuer's decision on an objection."""

    upheld = forms.TypedChoiceField(
        label=_("Does the objection hold?"),
        choices=[("yes", _("Yes: the figure is corrected here")), ("no", _("No: the figure stands"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("upheld", "words")
