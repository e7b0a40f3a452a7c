from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ratings.actions.recording import HIGHEST_VALUE, LONGEST_EVIDENCE
from linli.ratings.policies.scheme import KindOfFact


class AppealForm(forms.Form):
    WANTED = (
        ("read", _("Only read the reasons")),
        ("appeal", _("Appeal")),
        ("rectified", _("Say that it was put right")),
    )

    entity = forms.CharField(label=_("Code of the body or place"), max_length=40)
    code = forms.CharField(label=_("Code of the notice"), max_length=12)
    wanted = forms.ChoiceField(
        label=_("What would you like to do?"), choices=WANTED, required=False, initial="read"
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What is wrong, or what was put right and when. Please write no names or numbers of people."
        ),
    )


class FactForm(forms.Form):
    entity = forms.CharField(
        label=_("Code of the body or place"),
        max_length=40,
        help_text=_("Credit code, division code of a village or community, or the city's own code."),
    )
    kind = forms.ChoiceField(label=_("Which fact"))
    happened_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    value = forms.IntegerField(
        label=pgettext_lazy("body", "Value"),
        min_value=0,
        max_value=HIGHEST_VALUE,
        initial=1,
        help_text=_("1 for what simply happened; 0 to 100 for marks of a check."),
    )
    evidence = forms.CharField(
        label=_("Number of the paper that proves it"),
        max_length=LONGEST_EVIDENCE,
        help_text=_("Please write no names or numbers of people."),
    )

    def choose(self, kinds: Mapping[str, KindOfFact]) -> None:
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Please choose")), *((code, str(kind.name)) for code, kind in kinds.items())]


class FactSheetForm(forms.Form):
    sheet = forms.FileField(label=_("Spreadsheet or CSV"))
    good_ones = forms.BooleanField(
        label=_("Take the rows that are right, although others are refused"), required=False
    )


class RunForm(forms.Form):
    period = forms.RegexField(
        r"^[12][0-9]{3}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
        label=_("Period, such as 2026-Q1 or 2026-03"),
        max_length=7,
    )
