from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.administration.forms import DayField
from linli.letters.rules import LetterTemplate
from linli.matters.policies import Verb
from linli.matters.policies.templates import FACTS, TextTemplate

VERBS = (Verb.REPLY, Verb.DECLINE)
"""Steps whose words the requester reads, so that a text to begin with is of use."""


class ReplyTextForm(forms.Form):
    """A text to begin an answer with."""

    code = forms.RegexField(
        r"^[a-z_]{2,40}\Z",
        label=_("Short name"),
        max_length=40,
        help_text=_("Small letters and underscores; it stays."),
    )
    zh = forms.CharField(label=_("Chinese name"), max_length=40)
    en = forms.CharField(label=_("English name"), max_length=60)
    verb = forms.ChoiceField(label=_("For which step"), choices=[(each.value, each.label) for each in VERBS])
    kinds = forms.CharField(
        label=_("Only for these kinds"),
        max_length=400,
        required=False,
        help_text=_("Codes or their beginnings, with spaces between. Left out: for all."),
    )
    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea({"rows": 7}))
    valid_from = DayField(label=_("Takes effect on"))

    def __init__(self, data: Any = None, *, of: TextTemplate | None, earliest: date) -> None:
        first: dict[str, Any] = {"valid_from": earliest}
        if of is not None:
            first |= of.model_dump(mode="json") | {"kinds": " ".join(of.kinds)}
        super().__init__(data, initial=first)
        self.fields["code"].disabled = of is not None
        self.fields["text"].help_text = _("Gaps that are filled in: %(gaps)s") % {
            "gaps": " ".join(f"{{{name}}}" for name in sorted(FACTS))
        }

    def answer(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("code", "zh", "en", "verb", "text")}
        text = given["text"].replace("\r\n", "\n")
        return {**given, "text": text, "kinds": self.cleaned_data["kinds"].replace(",", " ").split()}


class LetterTextForm(forms.Form):
    """Title and body of a letter, and the law it rests on."""

    title = forms.CharField(label=_("Title"), max_length=300)
    basis = forms.CharField(
        label=_("Laws and rules it rests on"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One in each line."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=8000,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text=_("Gaps look like {{ findings }}; a line that begins with # is a heading."),
    )
    valid_from = DayField(label=_("Takes effect on"))

    def __init__(self, data: Any = None, *, of: LetterTemplate, earliest: date) -> None:
        first = {
            "title": of.title,
            "basis": "\n".join(of.basis),
            "body": of.body,
            "valid_from": earliest,
        }
        super().__init__(data, initial=first)

    def answer(self) -> dict[str, Any]:
        given = self.cleaned_data
        lines = [line.strip() for line in given["basis"].splitlines()]
        body = given["body"].replace("\r\n", "\n") + "\n"
        return {"title": given["title"], "basis": [line for line in lines if line], "body": body}


class NoticeTextForm(forms.Form):
    """The words of one notice."""

    subject_zh = forms.CharField(label=_("Subject in Chinese"), required=False, max_length=100)
    text_zh = forms.CharField(label=_("Text in Chinese"), max_length=500, widget=forms.Textarea({"rows": 4}))
    subject_en = forms.CharField(label=_("Subject in English"), required=False, max_length=100)
    text_en = forms.CharField(label=_("Text in English"), max_length=1000, widget=forms.Textarea({"rows": 4}))
    valid_from = DayField(label=_("Takes effect on"))

    def answer(self) -> dict[str, str]:
        names = ("subject_zh", "text_zh", "subject_en", "text_en")
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in names}
