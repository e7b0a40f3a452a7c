"""The forms of letters: what a text must be told, and the few words that each step asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from linli.core.errors import Sentence
from linli.letters.actions import Upload
from linli.letters.models import Letter
from linli.letters.policies import LetterKind, Verb, Way
from linli.letters.policies.facts import Drawing, Figures
from linli.letters.rules import LetterTemplate

LABELS: dict[str, Sentence] = {
    "subject": _("What is it about? (as in the title)"),
    "basis": _("Further laws and rules it rests on"),
    "attachments": _("Attachments"),
    "copy_to": _("Copies to"),
    "contact": _("Whom to ask, with telephone"),
    "period": _("Period"),
    "situation": _("Facts and data"),
    "figures": _("Table"),
    "causes": _("Possible causes"),
    "suggestions": _("Suggestions"),
    "missed": _("Rule or target that was missed"),
    "earlier": _("What went before"),
    "measures": _("Measures required"),
    "consequence": _("What follows otherwise"),
    "rung": _("Level of supervision, 1 to 3"),
    "matter": _("The matter"),
    "requirements": _("Requirements"),
    "responsible": _("Post in charge"),
    "source": _("Where it comes from"),
    "summary": _("Summary"),
    "co_units": _("Assisting units by name"),
    "report_form": _("How to report"),
    "scope": _("Scope"),
    "definitions": _("What the figures mean"),
    "progress": _("Progress"),
    "problems": _("Problems, by unit"),
    "good": _("Good practice"),
    "held_on": _("Day of the meeting"),
    "place": _("Place of the meeting"),
    "chair": _("Chaired by"),
    "present": _("Present"),
    "absent": _("Excused"),
    "topics": _("Questions discussed"),
    "decisions": _("Decisions"),
    "question": _("The letter that is answered"),
    "findings": _("Facts found"),
    "reasons": _("Reasons"),
    "decision": _("Decision"),
    "remedy": _("What whoever disagrees may do"),
}
FILE_TYPES = "image/*,application/pdf,.docx,.xlsx"
ONE_A_LINE = _("One in each line.")
TABLE_HINT = _("First line: the heads of the columns. Then a row in each line. Cells are separated by |.")
CHART_HINT = _("A name and a number in each line, separated by |.")


class LinesField(forms.CharField):
    """Several texts, one in each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class TableField(forms.CharField):
    """A table as text: rows in lines, cells between bars or tabs, as pasted from a spreadsheet."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        lines = [line for line in text.replace("\t", "|").splitlines() if line.strip()]
        if not lines:
            return None
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
        if any(len(row) != len(rows[0]) for row in rows):
            raise ValidationError(gettext("Every row needs as many cells as the first line."))
        return {"head": rows[0], "rows": rows[1:]}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return "\n".join(" | ".join(row) for row in (value["head"], *value["rows"]))


class ChartField(forms.CharField):
    """A chart as text: name and number in each line, as pasted from a spreadsheet. All bars share one scale."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        rows = [
            line.replace("\t", "|").strip().strip("|").rpartition("|") for line in text.splitlines() if line
        ]
        if not rows:
            return None
        try:
            numbers = [float(said.strip().rstrip("%")) for _name, _bar, said in rows]
        except ValueError:
            raise ValidationError(gettext("Each line needs a name, a bar | and a number.")) from None
        most = max(numbers) or 1.0
        return {
            "names": [name.strip() for name, _bar, _said in rows],
            "words": [said.strip() for _name, _bar, said in rows],
            "lengths": [max(0, round(1000 * number / most)) for number in numbers],
        }

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return "\n".join(" | ".join(each) for each in zip(value["names"], value["words"], strict=True))


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = SeveralFiles(attrs={"accept": FILE_TYPES})

    def clean(self, data: object, initial: object = None) -> list[Upload]:
        given = data if isinstance(data, list) else [data] if data else []
        files = [super(FilesField, self).clean(each, initial) for each in given]
        return [Upload(file, file.name) for file in files]


def fact_fields(template: LetterTemplate) -> dict[str, forms.Field]:
    """Return a question for each fact that a text is to be told, those that must be told first."""
    model = template.model()
    fields = {name: _field(name, info, template) for name, info in model.model_fields.items()}
    return dict(sorted(fields.items(), key=lambda each: not each[1].required))


def _field(name: str, info: FieldInfo, template: LetterTemplate) -> forms.Field:
    label = template.labels.get(name) or LABELS.get(name, name)
    given: dict[str, Any] = {"label": str(label), "required": info.is_required()}
    kind = str(info.annotation)
    if Figures.__name__ in kind:
        return TableField(help_text=TABLE_HINT, **given)
    if Drawing.__name__ in kind:
        return ChartField(help_text=CHART_HINT, **given)
    if "tuple" in kind:
        return LinesField(help_text=ONE_A_LINE, **given)
    if info.annotation is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **given)
    if info.annotation is int:
        return forms.IntegerField(**given)
    longest = max((getattr(each, "max_length", 0) or 0 for each in info.metadata), default=0)
    widget = forms.Textarea(attrs={"rows": 4}) if longest > 300 else forms.TextInput()
    return forms.CharField(widget=widget, max_length=longest or None, **given)


class WhichForm(forms.Form):
    """Which letter to write: a kind with its text, and in whose name."""

    text = forms.ChoiceField(label=_("Which letter?"))
    issuer = forms.TypedChoiceField(label=_("In whose name?"), coerce=int)

    def __init__(
        self, *args: Any, texts: list[tuple[str, str]], issuers: list[tuple[int, str]], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.fields["text"].choices = texts  # type: ignore[attr-defined]
        self.fields["issuer"].choices = issuers  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """What a draft is told. The facts of its text are added as fields."""

    addressee = forms.CharField(
        label=_("To which unit?"),
        help_text=_("Type its name, or a part of it. Left empty, it goes to many."),
        required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=_("Answer by"),
        help_text=_("The last day. Left empty, the time that the text gives."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, template: LetterTemplate, **given: Any) -> None:
        super().__init__(*args, **given)
        self.names = tuple(fields := fact_fields(template))
        self.fields.update(fields)

    def facts(self) -> dict[str, Any]:
        """Return what was told, without what was left empty."""
        given = ((name, self.cleaned_data[name]) for name in self.names)
        return {name: value for name, value in given if value not in (None, "", [])}


class StepForm(forms.Form):
    """The words of one step. `seen` is how much had happened when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


WORDS: dict[Verb, Sentence] = {
    Verb.REVIEW: _("Note"),
    Verb.SEND_BACK: _("What should be changed?"),
    Verb.PROVE: _("Who signed, or number of the mail receipt"),
    Verb.ANSWER: _("Measures taken, result, evidence"),
    Verb.VERIFY: _("Note"),
    Verb.REJECT: _("What is missing?"),
    Verb.EXTEND: _("Why?"),
    Verb.CLOSE: _("Note"),
    Verb.ESCALATE: _("Why does it go further?"),
    Verb.CANCEL: _("Why?"),
}
OPTIONAL_WORDS = frozenset({Verb.REVIEW, Verb.VERIFY, Verb.CLOSE})
ASKS_A_DAY = {Verb.EXTEND: True, Verb.REJECT: False, Verb.REVISE: False}
"""Verb -> whether the day is needed."""


def step_form(
    verb: Verb, letter: Letter, data: Mapping[str, Any] | None = None, files: Any = None, *, body: str = ""
) -> StepForm:
    """Return the form of a step. `body`: the text of a draft, to change."""
    form = StepForm(
        data, files, auto_id=f"{verb.value}-%s", initial={"seen": letter.chain_length, "wording": body}
    )
    if verb is Verb.REVISE:
        form.fields["wording"] = forms.CharField(
            label=_("The text"),
            help_text=_("A paragraph in each line; # begins a heading, ## one below it."),
            widget=forms.Textarea(attrs={"rows": 16}),
        )
    if verb in ASKS_A_DAY:
        form.fields["due_on"] = forms.DateField(
            label=_("Answer by"),
            required=ASKS_A_DAY[verb],
            widget=forms.DateInput(attrs={"type": "date"}),
        )
    if verb is Verb.PROVE:
        ways = [(way.value, way.label) for way in Way if way is not Way.IN_APP]
        form.fields["way"] = forms.ChoiceField(label=_("How?"), choices=ways)
    if verb in WORDS:
        form.fields["words"] = forms.CharField(
            label=str(WORDS[verb]),
            required=verb not in OPTIONAL_WORDS,
            widget=forms.Textarea(attrs={"rows": 8 if verb is Verb.ANSWER else 3}),
        )
    if verb is Verb.ANSWER:
        form.fields["files"] = FilesField(label=_("Pictures or papers"), required=False)
    return form


class BoxForm(forms.Form):
    """Which letters to list."""

    box = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("received", _("received letters")),
            ("sent", _("sent and drafts")),
            ("all", _("all I may see")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("every kind")), *LetterKind.choices]
    )
    waiting = forms.BooleanField(label=_("only what waits for somebody"), required=False)


class CodeForm(forms.Form):
    """The code as printed at the foot of a letter."""

    code = forms.CharField(
        label=_("Code at the foot of the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "off",
                "placeholder": "XXXX-XXXX-XXXX-XXXX",
            }
        ),
    )


class FileForm(forms.Form):
    """The PDF itself."""

    file = forms.FileField(
        label=_("The PDF you received"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )
