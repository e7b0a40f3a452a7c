from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal
from linli.disputes.forms.base import DayField
from linli.disputes.models import Committee
from linli.disputes.policies import CommitteeKind
from linli.disputes.rules import Categories
from linli.people.models import Account, Unit
from linli.people.queries import account_named
from linli.rulebook.queries import in_force


class CommitteeForm(forms.Form):
    """A committee, or a studio of one."""

    unit = forms.TypedChoiceField(label=_("At which centre?"), coerce=int)
    kind = forms.TypedChoiceField(
        label=_("Which kind of committee?"), coerce=CommitteeKind, choices=CommitteeKind.choices
    )
    parent = forms.TypedChoiceField(
        label=_("Of a studio: of which committee?"), coerce=int, empty_value=None, required=False
    )
    name = forms.CharField(label=_("Its name"), max_length=100)
    short_name = forms.CharField(label=_("Short, for the numbers of its files"), max_length=30)
    seats = forms.IntegerField(label=_("How many members?"), min_value=3, max_value=9)
    women = forms.IntegerField(label=_("How many of them women?"), min_value=1, max_value=9)
    since_on = DayField(label=_("Term from"))
    until_on = DayField(label=_("Term until"))

    def __init__(self, *given: Any, units: Sequence[Unit], parents: Sequence[Committee], **more: Any) -> None:
        super().__init__(*given, **more)
        self.units = {each.pk: each for each in units}
        self.parents = {each.pk: each for each in parents}
        self.fields["unit"].choices = [(each.pk, each.name) for each in units]  # type: ignore[attr-defined]
        names = [("", "—"), *((each.pk, each.name) for each in parents)]
        self.fields["parent"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        if (kept.get("kind") is CommitteeKind.STUDIO) != (kept.get("parent") is not None):
            self.add_error("parent", _("A studio, and nothing else, belongs to a committee."))
        short = kept.get("short_name", "")
        if short and Committee.objects.filter(short_name=short).exists():
            self.add_error("short_name", _("Another committee has this short name."))
        return kept

    def given(self) -> dict[str, Any]:
        kept = dict(self.cleaned_data)
        return {**kept, "unit": self.units[kept["unit"]], "parent": self.parents.get(kept["parent"])}


class MediatorForm(forms.Form):
    """Somebody who mediates for a committee."""

    committee = forms.TypedChoiceField(label=_("For which committee?"), coerce=int)
    username = forms.CharField(label=_("Who? The log-in name"), max_length=150)
    specialities = forms.MultipleChoiceField(
        label=_("What do they know about?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *given: Any, committees: Sequence[Committee], day: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.committees = {each.pk: each for each in committees}
        self.day = day
        self.fields["committee"].choices = [(each.pk, each.name) for each in committees]  # type: ignore[attr-defined]
        categories = in_force(Categories, day).value.categories
        self.fields["specialities"].choices = [(each.code, str(each.name)) for each in categories]  # type: ignore[attr-defined]

    def clean_username(self) -> Account:
        try:
            return account_named(self.cleaned_data["username"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def given(self) -> dict[str, Any]:
        kept = self.cleaned_data
        return {
            "account": kept["username"],
            "committee": self.committees[kept["committee"]],
            "specialities": kept["specialities"],
            "since_on": self.day,
        }
