from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.inspections.actions.visits import NO, NONE, YES, Found
from linli.inspections.policies.states import (
    OF_INSPECTORS,
    OF_TARGETS,
    Condition,
    Means,
)
from linli.inspections.queries.visits import Sheet
from linli.inspections.rules import ExemptItem
from linli.matters.file_forms import FILE_TYPES, FilesField, SeveralFiles

LONGEST = 2000
TEXT = {"rows": 3}
ANSWER_CHOICES = ((YES, _("Yes")), (NO, _("No")), (NONE, _("Does not apply")))


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SeenForm(forms.Form):
    """`seen` is how much had happened when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class WordsForm(SeenForm):
    words = forms.CharField(label=_("In words"), max_length=LONGEST, widget=forms.Textarea(attrs=TEXT))


class PlanForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    issuer = forms.TypedChoiceField(label=_("Unit"), coerce=int)


class LineForm(forms.Form):
    task = forms.ChoiceField(label=_("Task"))
    first_month = forms.IntegerField(label=_("From month"), min_value=1, max_value=12, initial=1)
    last_month = forms.IntegerField(label=_("To month"), min_value=1, max_value=12, initial=12)


class RevealForm(SeenForm):
    value = forms.CharField(label=_("The public value, as it was published"), max_length=200)
    words = forms.CharField(
        label=_("Who was present as a witness"),
        required=False,
        max_length=LONGEST,
        help_text=_("Offices and posts; no private persons."),
    )


class InspectorReasonForm(SeenForm):
    """Somebody of the team cannot go."""

    inspector = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("For what reason"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in OF_INSPECTORS],
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays inside. Only the reason above is public."),
    )


class TargetReasonForm(WordsForm):
    """The body cannot be inspected."""

    reason = forms.ChoiceField(
        label=_("For what reason"),
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in OF_TARGETS],
    )
    field_order = ("reason", "words")


class JoinForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=60)
    code = forms.CharField(
        label=_("Code in the public pool"), max_length=20, help_text=_("No name and no number of a person.")
    )
    keeps_away = forms.RegexField(
        label=_("Area where they serve day by day"),
        regex=r"^\d{6,12}$",
        required=False,
        help_text=_("Code of the area. There they are never drawn."),
    )


class TiesForm(forms.Form):
    targets = forms.CharField(
        label=_("Codes of the bodies, one a line"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Where you, or people close to you, own, work or have a quarrel. Only you see this list."
        ),
    )

    def clean_targets(self) -> list[str]:
        return str(self.cleaned_data["targets"]).split()


class VisitForm(SeenForm):
    """The checklist, made of the city's list: `q-<code>`, `w-<code>` and `d-<code>` for each question."""

    means = forms.ChoiceField(
        label=_("How was it inspected?"),
        widget=forms.RadioSelect,
        choices=Means.choices,
        initial=Means.ON_SITE,
    )
    visited_on = day_field(_("Day of the visit"))
    code = forms.ChoiceField(label=_("Result of the visit"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Stay inside and are never published."),
    )
    photos = FilesField(
        label=_("Photos"),
        required=False,
        widget=SeveralFiles(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("Things and places, no faces."),
    )

    def __init__(self, sheet: Sheet, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.sheet = sheet
        self.fields["code"].choices = [(each.code, str(each.name)) for each in sheet.results]  # type: ignore[attr-defined]
        for code, name in sheet.names.items():
            self.fields[f"q-{code}"] = forms.ChoiceField(
                label=name, required=False, choices=ANSWER_CHOICES, widget=forms.RadioSelect
            )
            self.fields[f"q-{code}"].needed_sometimes = True  # type: ignore[attr-defined]
            self.fields[f"w-{code}"] = forms.CharField(
                label=_("What is wrong?"),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"d-{code}"] = day_field(
                _("To be put right by"), required=False, help_text=_("Left empty: the usual time.")
            )

    def groups(self) -> list[tuple[str, list[tuple[Any, Any, Any]]]]:
        """Return name of the item -> answer, words and day of each of its questions."""
        return [
            (name, [tuple(self[f"{part}-{each.code}"] for part in "qwd") for each in questions])  # type: ignore[misc]
            for name, questions in self.sheet.groups
        ]

    @property
    def answers(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"q-{code}", "") for code in self.sheet.names}

    @property
    def found(self) -> dict[str, Found]:
        given = self.cleaned_data
        return {code: Found(given.get(f"w-{code}", ""), given.get(f"d-{code}")) for code in self.sheet.names}

    def as_draft(self) -> Mapping[str, str]:
        """Return what is filled in, right or wrong, as it was typed."""
        return {
            name: self.data.get(name, "")[:LONGEST]
            for name in self.fields
            if name not in ("seen", "photos") and self.data.get(name)
        }


class RecheckForm(WordsForm):
    is_put_right = forms.TypedChoiceField(
        label=_("Is it put right?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
    )
    due_on = day_field(_("If not: by when?"), required=False)
    photos = FilesField(label=_("Photos"), required=False, widget=SeveralFiles(attrs={"accept": FILE_TYPES}))
    field_order = ("is_put_right", "due_on", "words", "photos")


class ExemptionForm(forms.Form):
    """A violation and what was found of each condition."""

    target = forms.CharField(label=_("Code of the body"), max_length=40)
    facts = forms.CharField(
        label=_("What was found"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("The facts of the business. Name no person."),
    )

    def __init__(self, item: ExemptItem, asked: Sequence[Condition], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for place, words in enumerate(item.conditions):
            self.fields[f"concrete-{place}"] = forms.BooleanField(label=words, required=False)
        for each in asked:
            self.fields[f"condition-{each.value}"] = forms.BooleanField(label=each.label, required=False)

    @property
    def concrete(self) -> list[int]:
        return [
            int(name.removeprefix("concrete-"))
            for name, value in self.cleaned_data.items()
            if name.startswith("concrete-") and value
        ]

    @property
    def conditions(self) -> list[Condition]:
        return [each for each in Condition if self.cleaned_data.get(f"condition-{each.value}")]


class PromiseForm(SeenForm):
    papers = FilesField(
        label=_("The signed promise"),
        widget=SeveralFiles(attrs={"accept": FILE_TYPES}),
        help_text=_("A picture or a PDF."),
    )
