from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.catalogue.queries import kinds
from linli.language.policies.spelling import spelling
from linli.matters.forms import AcceptForm, DispatchForm
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import Verb
from linli.matters.views.listing import place_choices
from linli.workbench.piles import PILES


class InboxForm(forms.Form):
    """What the inbox is narrowed to."""

    q = forms.CharField(label=_("Words, pinyin or case code"), required=False, max_length=100)
    pile = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    area = forms.ChoiceField(label=_("Place"), required=False)
    late = forms.BooleanField(label=_("Only late ones"), required=False)

    def __init__(self, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s")
        everything = ("", gettext("All"))
        top = ((each.code, each.name) for each in kinds().children_of())
        self.fields["pile"].choices = [everything, *((key, pile.label) for key, pile in PILES.items())]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [everything, *top]  # type: ignore[attr-defined]
        self.fields["area"].choices = [everything, *place_choices()]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """Return what narrows, field by field. What makes no sense narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FilterNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the filter"), max_length=40)
    place = forms.ChoiceField(choices=[("inbox", ""), ("list", "")], widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class KindSelect(forms.Select):
    """A list of kinds in which one finds by name or pinyin, and that says whose duty the chosen one is."""

    def create_option(self, name: str, value: Any, label: Any, *more: Any, **options: Any) -> dict[str, Any]:
        made = super().create_option(name, value, label, *more, **options)
        if value:
            made["attrs"]["data-latin"] = str(spelling(str(label)))
        return made


def with_finder(form: VerbForm) -> VerbForm:
    """Let a form that asks for a kind find it by typing."""
    if "kind" in form.fields:
        field = form.fields["kind"]
        code = form.setting.matter.code
        duty, find = reverse("workbench:duty", args=[code]), gettext("Find: name or pinyin")
        select = KindSelect(attrs={**field.widget.attrs, "data-find": find, "data-duty": duty})
        select.choices, select.is_required = field.widget.choices, field.required
        field.widget = select
    return form


class TriageForm:
    """Taking on and sending in one: the questions of both steps, the unit may be left out."""

    def __init__(self, accept: Setting, dispatch: Setting, data: Mapping[str, Any] | None = None) -> None:
        self.accept = with_finder(VerbForm(accept, data))
        self.dispatch = VerbForm(dispatch, data)
        self.dispatch.fields["unit"].required = False
        self.dispatch.fields["unit"].help_text = gettext(
            "Its name, a part of it, or pinyin. Empty: only take it on."
        )
        for name in ("co_units", "seen"):
            del self.dispatch.fields[name]
        del self.accept.fields["note"]
        self.dispatch.fields["requirement"].widget.attrs["rows"] = 2

    @property
    def parts(self) -> tuple[VerbForm, VerbForm]:
        return self.accept, self.dispatch

    def is_valid(self) -> bool:
        faults = [
            form for form in self.parts if not form.is_valid()
        ]  # ask both, so that both say what is wrong
        return not faults

    def answers(self) -> tuple[AcceptForm, DispatchForm | None]:
        taken = AcceptForm(kind=self.accept.cleaned_data["kind"], tier=self.accept.cleaned_data["tier"])
        unit = self.dispatch.cleaned_data["unit"]
        if unit is None:
            return taken, None
        return taken, DispatchForm(unit=unit, requirement=self.dispatch.cleaned_data["requirement"])


def triage_form(setting: Setting, data: Mapping[str, Any] | None = None) -> TriageForm:
    one = Setting(Verb.ACCEPT, setting.matter, setting.now)
    return TriageForm(one, Setting(Verb.DISPATCH, setting.matter, setting.now), data)
