from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.matters.file_forms import FILE_TYPES, FilesField, SeveralFiles
from linli.people.access import Viewer
from linli.targets.access import may_answer
from linli.targets.models import Task
from linli.targets.policies import TaskVerb
from linli.targets.queries.units import names_of_units

PAPERS = f"{FILE_TYPES},.docx,.xlsx"


class WordsForm(forms.Form):
    """What is said with every step. `seen` is how much had happened when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    words = forms.CharField(label=_("In words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class WithPapers(WordsForm):
    papers = FilesField(
        label=_("Evidence"),
        required=False,
        widget=SeveralFiles(attrs={"accept": PAPERS}),
        help_text=_("Pictures, PDF, Word or Excel."),
    )


class ReportForm(WithPapers):
    percent = forms.IntegerField(
        label=_("How far is it, in per cent?"),
        min_value=0,
        max_value=100,
        help_text=_("An estimate is enough."),
    )
    field_order = ("percent", "words", "papers")


class ReachForm(WithPapers):
    milestone = forms.TypedChoiceField(label=_("Which milestone?"), coerce=int, widget=forms.RadioSelect)
    field_order = ("milestone", "words", "papers")


class AcceptForm(WordsForm):
    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["words"].label = gettext("What did you look at?")


class RaiseForm(WordsForm):
    asked = forms.TypedChoiceField(label=_("Who is asked?"), coerce=int)
    field_order = ("words", "asked")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["words"].label = gettext("What holds it up, and who could help how?")


class AnswerForm(WordsForm):
    problem = forms.TypedChoiceField(label=_("Which problem?"), coerce=int, widget=forms.RadioSelect)
    field_order = ("problem", "words")


class SureForm(WordsForm):
    sure = forms.BooleanField(label=_("Yes, I am sure. This is not undone."))


FORMS: Mapping[TaskVerb, type[WordsForm]] = {
    TaskVerb.REPORT: ReportForm,
    TaskVerb.REACH: ReachForm,
    TaskVerb.SUBMIT: WithPapers,
    TaskVerb.ACCEPT: AcceptForm,
    TaskVerb.SEND_BACK: WordsForm,
    TaskVerb.RAISE: RaiseForm,
    TaskVerb.ANSWER: AnswerForm,
    TaskVerb.WITHDRAW: SureForm,
}


def task_form(verb: TaskVerb, task: Task, viewer: Viewer, data: Any = None, files: Any = None) -> WordsForm:
    """Return the form of a verb for a task, empty or with what was typed."""
    initial = {"seen": task.chain_length, "percent": task.percent}
    form = FORMS[verb](data, files, auto_id=f"{verb.value}-%s", initial=initial)
    if verb is TaskVerb.REACH:
        left = task.milestones.filter(reached_on=None).order_by("due_on", "pk")
        choices = [(each.pk, f"{each.name} · {each.due_on}") for each in left]
        form.fields["milestone"].choices = choices  # type: ignore[attr-defined]
        form.initial["milestone"] = choices[0][0] if choices else None
    if verb is TaskVerb.RAISE:
        units = names_of_units({task.plan.issuer_id, task.owner_id, *task.co_unit_ids})
        form.fields["asked"].choices = list(units.items())  # type: ignore[attr-defined]
        form.initial["asked"] = task.plan.issuer_id
    if verb is TaskVerb.ANSWER:
        asked = [each for each in task.problems.filter(answered_at=None) if may_answer(viewer, task, each)]
        form.fields["problem"].choices = [(each.pk, each.words) for each in asked]  # type: ignore[attr-defined]
        form.initial["problem"] = asked[0].pk if asked else None
    return form


class SheetForm(forms.Form):
    """The sheet of a plan."""

    sheet = forms.FileField(
        label=_("The plan's sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_(
            "A title, one line or two of column names, one row for each task; merged cells are understood."
        ),
    )
    only_check = forms.BooleanField(label=_("Only check it; store nothing"), required=False, initial=True)


class AdoptForm(forms.Form):
    on = forms.DateField(
        label=_("Day of the decision"),
        required=False,
        help_text=_("Left empty: today. No task may have been due before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PrepareForm(forms.Form):
    """Which period is to be appraised."""

    name = forms.CharField(label=_("Name of the appraisal"), max_length=100)
    first_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))


class NumbersForm(WordsForm):
    """The two numbers of an indicator."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    numerator = forms.IntegerField(label=_("How many passed?"), min_value=0, max_value=1_000_000)
    denominator = forms.IntegerField(label=_("Of how many?"), min_value=0, max_value=1_000_000)
    field_order = ("indicator", "numerator", "denominator", "words")


class ObjectionForm(WordsForm):
    indicator = forms.ChoiceField(label=_("Which indicator?"))
    field_order = ("indicator", "words")


class DecisionForm(WordsForm):
    """Upheld with the right numbers, or not upheld."""

    objection = forms.TypedChoiceField(label=_("Which objection?"), coerce=int, widget=forms.RadioSelect)
    upheld = forms.TypedChoiceField(
        label=_("Does the objection hold?"),
        choices=[("yes", _("Yes, these are the right numbers")), ("no", _("No, the sheet stands"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    numerator = forms.IntegerField(label=_("How many, rightly?"), min_value=0, required=False)
    denominator = forms.IntegerField(label=_("Of how many, rightly?"), min_value=0, required=False)
    field_order = ("objection", "upheld", "numerator", "denominator", "words")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("upheld"):
            for name in ("numerator", "denominator"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("Please fill this in."))
        return given
