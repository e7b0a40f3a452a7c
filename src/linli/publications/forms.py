from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.publications.policies.rules import PublicationRule
from linli.publications.policies.states import NEXT, ProjectKind, ProjectStatus


def _lines(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **more)


class ProjectForm(forms.Form):
    kind = forms.ChoiceField(label=_("What sort of project?"), choices=ProjectKind.choices)
    batch = forms.IntegerField(label=_("Batch"), min_value=1, max_value=99)
    title = forms.CharField(label=_("Project"), max_length=120)
    developer = forms.CharField(label=_("Developer (company)"), max_length=120)
    unit = forms.ChoiceField(label=_("Responsible unit"))
    place = forms.CharField(label=_("Where"), max_length=200)
    homes = forms.IntegerField(label=_("Homes concerned"), min_value=0, max_value=1_000_000, initial=0)
    situation = _lines(_("How it stands"))
    path = _lines(_("How it is to be solved"))
    leader_post = forms.CharField(label=_("Leading office (the post, not a name)"), max_length=80)
    contact_office = forms.CharField(label=_("Office to ask"), max_length=80)
    office_phone = forms.CharField(label=_("Telephone of that office"), max_length=30)
    lon = forms.FloatField(label=_("Longitude (CGCS2000)"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)

    def __init__(self, units: list[tuple[int, str]], *given: Any) -> None:
        super().__init__(*given)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("lon") is None) != (given.get("lat") is None):
            self.add_error("lat", str(_("Give both, or neither.")))
        return given


class UpdateForm(forms.Form):
    status = forms.ChoiceField(label=_("How it stands now"))
    words = _lines(_("What was done since, and what comes next"))

    def __init__(self, status: ProjectStatus, *given: Any) -> None:
        super().__init__(*given)
        order = [status, *(each for each in ProjectStatus if each in NEXT[status])]
        self.fields["status"].choices = [(each.value, each.label) for each in order]  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    words = forms.CharField(label=_("Task"), max_length=300)
    unit = forms.CharField(label=_("By which unit"), max_length=120)
    due_on = forms.DateField(label=_("Until when"), widget=forms.DateInput(attrs={"type": "date"}))


class CommentForm(forms.Form):
    words = forms.CharField(
        label=_("Your comment"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Without names and numbers: they are taken out. Somebody reads it before it is shown."),
    )


class ModerateForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it is not shown"))

    def __init__(self, rule: PublicationRule, *given: Any) -> None:
        super().__init__(*given)
        self.fields["reason"].choices = [(each.code, str(each.name)) for each in rule.refusals]  # type: ignore[attr-defined]


class ComplaintForm(forms.Form):
    kind = forms.ChoiceField(label=_("What do you complain of?"))
    about = forms.CharField(label=_("Which office or which doing?"), max_length=120)
    unit = forms.CharField(label=_("Unit, if you know its whole name"), max_length=200, required=False)
    words = _lines(_("What has happened?"))
    name = forms.CharField(label=_("Your name"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=30,
        required=False,
        help_text=_("Sealed. Only who is named to handle this reads it, never the office you complain of."),
    )

    def __init__(self, rule: PublicationRule, *given: Any) -> None:
        super().__init__(*given)
        self.fields["kind"].choices = [(each.code, str(each.name)) for each in rule.complaint_kinds]  # type: ignore[attr-defined]


class AskForm(forms.Form):
    number = forms.CharField(label=_("Number of your complaint"), max_length=24)
    proof = forms.CharField(
        label=_("Last four digits of the telephone number"), max_length=4, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Empty where you gave none."),
    )  # fmt: skip


class HandlerForm(forms.Form):
    username = forms.CharField(
        label=_("Who is to handle it"),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "candidates", "autocomplete": "off"}),
        help_text=_("Type a name and choose. Nobody of the unit complained of is on the list."),
    )


class AnswerForm(forms.Form):
    words = _lines(_("Answer to who complained"))
    public_words = _lines(
        _("Answer for everybody"), required=False, help_text=_("Without anything that tells who complained.")
    )


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=_("What for?"), max_length=200)
