"""The reception of a centre, and the door of the sides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day
from linli.disputes.actions.parties import NewParty
from linli.disputes.actions.registering import NewDispute
from linli.disputes.forms.base import ChoiceOf, in_words
from linli.disputes.policies import Capacity, PartyKind, Source
from linli.disputes.rules import Categories
from linli.matters.models import Matter
from linli.people.models import Unit
from linli.rulebook.queries import in_force


class RegisterForm(forms.Form):
    """A dispute and its first two sides. Further ones are added on its page."""

    centre = ChoiceOf(label=_("Which centre receives it?"))
    title = forms.CharField(label=_("In one line: between whom and about what, without names"), max_length=80)
    brief = in_words(_("What happened, and what does each side want?"), rows=5)
    category = forms.ChoiceField(label=_("What is it about?"))
    source = forms.TypedChoiceField(label=_("How did it come?"), coerce=Source, choices=Source.choices)

    def __init__(
        self, data: Any = None, *, centres: list[Unit], now: datetime, matter: Matter | None
    ) -> None:
        initial = {"source": Source.MATTER, "brief": matter.text, "title": ""} if matter else {}
        super().__init__(data, initial=initial)
        self.matter = matter
        self.fields["centre"].choices = [(each.pk, each.name) for each in centres]  # type: ignore[attr-defined]
        if len(centres) == 1:
            self.fields["centre"].widget = forms.HiddenInput()
            self.initial["centre"] = centres[0].pk
        categories = in_force(Categories, city_day(now)).value.categories
        self.fields["category"].choices = [(each.code, str(each.name)) for each in categories]  # type: ignore[attr-defined]
        for number in (1, 2):
            self._side_fields(number)

    def _side_fields(self, number: int) -> None:
        made: dict[str, forms.Field] = {
            "name": forms.CharField(label=gettext("Name"), max_length=60),
            "phone": forms.CharField(label=gettext("Telephone"), max_length=30, required=False),
            "address": forms.CharField(label=gettext("Address"), max_length=200, required=False),
            "citizen_number": forms.CharField(label=gettext("Citizen number"), max_length=18, required=False),
            "organisation": forms.CharField(
                label=gettext("Organisation, if the side is one"), max_length=100, required=False
            ),
            "capacity": forms.ChoiceField(label=gettext("Acts alone?"), choices=Capacity.choices),
        }
        for name, field in made.items():
            self.fields[f"{name}_{number}"] = field

    def new_dispute(self) -> NewDispute:
        given = self.cleaned_data
        return NewDispute(
            title=given["title"],
            brief=given["brief"],
            category=given["category"],
            source=given["source"],
            matter=self.matter,
            parties=[self._party(1), self._party(2)],
        )

    def _party(self, number: int) -> NewParty:
        def said(name: str) -> str:
            return str(self.cleaned_data.get(f"{name}_{number}") or "")

        organisation = said("organisation")
        return NewParty(
            side=number,
            name=said("name"),
            phone=said("phone"),
            address=said("address"),
            citizen_number=said("citizen_number"),
            kind=PartyKind.ORGANISATION if organisation else PartyKind.PERSON,
            organisation=organisation,
            capacity=Capacity(said("capacity") or Capacity.FULL),
        )


class QueryForm(forms.Form):
    number = forms.CharField(label=_("Number of the dispute"), max_length=20)
    tail = forms.CharField(
        label=_("Last four digits of your telephone"),
        max_length=4,
        min_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
