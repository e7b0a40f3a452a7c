from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.entities.policies import Kind, Post


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name, pinyin or code"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", pgettext_lazy("body", "all kinds")), *Kind.choices], required=False
    )
    trade = forms.RegexField(r"^[A-Ta-t]?[0-9]{0,4}$", label=_("Trade"), max_length=5, required=False)


class SheetForm(forms.Form):
    sheet = forms.FileField(label=_("Spreadsheet or CSV"))
    period = forms.RegexField(
        r"^[12][0-9]{3}-Q[1-4]$", label=_("Quarter, such as 2026-Q1"), max_length=7, required=False
    )
    is_whole = forms.BooleanField(
        label=_("It is the whole base of its kinds: what it does not name is gone"), required=False
    )


class AskForm(forms.Form):
    post = forms.ChoiceField(label=_("Whom do you ask?"), choices=Post.choices)
    words = forms.CharField(label=_("In words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    words = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
