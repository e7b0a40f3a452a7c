"""What is asked about sides, their answers and those who mediate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day
from linli.disputes.actions.parties import NewParty, NewRepresentative
from linli.disputes.forms.base import ChoiceOf, VerbForm, in_words
from linli.disputes.models import Committee
from linli.disputes.policies import (
    Capacity,
    How,
    PartyKind,
    Power,
    RepresentativeKind,
    Route,
    Task,
    Tie,
    side_name,
)
from linli.disputes.policies.people import MOST_SIDES
from linli.disputes.queries.routes import routes_for

SIDES = [(number, side_name(number)) for number in range(1, MOST_SIDES + 1)]


class WordsForm(VerbForm):
    words = in_words()


class OptionalWords(VerbForm):
    words = in_words(_("Remark"), required=False)


class RouteForm(OptionalWords):
    party = ChoiceOf(label=_("Who decides?"))
    route = forms.TypedChoiceField(
        label=_("Which way does this side choose?"), coerce=Route, widget=forms.RadioSelect
    )
    lists = {"party": "sides"}
    field_order = ("party", "route", "words")

    def prepare(self) -> None:
        routes = routes_for(self.setting.dispute, self.setting.now)
        self.fields["route"].choices = [(each.route.value, each.route.label) for each in routes]  # type: ignore[attr-defined]


class PartyForm(VerbForm):
    side = ChoiceOf(label=_("Which side?"), choices=SIDES)
    kind = forms.TypedChoiceField(label=_("Who is it?"), coerce=PartyKind, choices=PartyKind.choices)
    organisation = forms.CharField(label=_("Name of the organisation"), max_length=100, required=False)
    registration_code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    name = forms.CharField(
        label=_("Name of the person, or of who speaks for the organisation"), max_length=60
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    citizen_number = forms.CharField(label=_("Citizen number"), max_length=18, required=False)
    capacity = forms.TypedChoiceField(label=_("Acts alone?"), coerce=Capacity, choices=Capacity.choices)

    def given(self) -> dict[str, Any]:
        return {"party": NewParty(**super().given())}


class RepresentativeForm(VerbForm):
    party = ChoiceOf(label=_("For which side?"))
    kind = forms.TypedChoiceField(
        label=_("As what?"), coerce=RepresentativeKind, choices=RepresentativeKind.choices
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    relation = forms.CharField(label=_("Related how?"), max_length=30, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    citizen_number = forms.CharField(label=_("Citizen number"), max_length=18, required=False)
    powers = forms.TypedMultipleChoiceField(
        label=_("Powers in writing"),
        coerce=Power,
        choices=Power.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    lists = {"party": "sides"}

    def given(self) -> dict[str, Any]:
        given = super().given()
        party = given.pop("party")
        return {"party": party, "representative": NewRepresentative(**given)}


class ConsentForm(OptionalWords):
    party = ChoiceOf(label=_("Which side?"))
    consents = forms.TypedChoiceField(
        label=_("What does it say?"),
        choices=[
            ("yes", _("Agrees to mediation")),
            ("no", _("Does not want mediation; it ends at once")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    how = forms.TypedChoiceField(label=_("How was it said?"), coerce=How, choices=How.choices)
    lists = {"party": "sides"}
    field_order = ("party", "consents", "how", "words")


class AcceptForm(OptionalWords):
    committee = ChoiceOf(label=_("Which committee takes it?"))
    field_order = ("committee", "words")

    def prepare(self) -> None:
        rows = Committee.objects.filter(
            unit=self.setting.dispute.centre_id, until_on__gte=city_day(self.setting.now)
        )
        self.fields["committee"].choices = [(each.pk, each.name) for each in rows.order_by("pk")]  # type: ignore[attr-defined]


class InviteCommitteeForm(WordsForm):
    committee = ChoiceOf(label=_("Which committee is asked?"))
    field_order = ("committee", "words")

    def prepare(self) -> None:
        self.fields["words"].label = gettext("Why together? Without names: it is read before they join.")
        dispute = self.setting.dispute
        rows = Committee.objects.filter(until_on__gte=city_day(self.setting.now))
        others = (
            rows.exclude(pk=dispute.committee_id or 0).select_related("unit").order_by("unit__path", "pk")
        )
        county = dispute.area_code[:6]
        near = sorted(others[:1000], key=lambda each: not each.unit.area_code.startswith(county))
        self.fields["committee"].choices = [(each.pk, f"{each.name} · {each.unit.name}") for each in near]  # type: ignore[attr-defined]


class AppointForm(VerbForm):
    mediator = ChoiceOf(label=_("Who?"))
    task = forms.TypedChoiceField(label=_("As what?"), coerce=Task, choices=Task.choices)
    tie = forms.TypedChoiceField(
        label=_("What has this person to do with the sides?"), coerce=Tie, choices=Tie.choices
    )
    words = in_words(_("Known how? All sides are told."), required=False, rows=2)
    sides_accept = forms.BooleanField(label=_("All sides know of it and accept the mediator"), required=False)
    is_chosen_by_sides = forms.BooleanField(label=_("The sides chose this mediator"), required=False)

    def prepare(self) -> None:
        self.fields["mediator"].choices = [  # type: ignore[attr-defined]
            (each.mediator.pk, self._label(each.name, each.has_speciality, each.busy_with))
            for each in self.setting.candidates
        ]

    @staticmethod
    def _label(name: str, knows: bool, busy: int) -> str:
        said = gettext("%(name)s (%(count)s mediations now)") % {"name": name, "count": busy}
        return f"{said} ★" if knows else said


class RecuseForm(WordsForm):
    mediator = ChoiceOf(label=_("Who is released?"))
    field_order = ("mediator", "words")

    def prepare(self) -> None:
        self.fields["words"].label = gettext("Why? For example: a side asked for it.")
        self.fields["mediator"].choices = [  # type: ignore[attr-defined]
            (each.appointment.mediator_id, each.name) for each in self.setting.whole.helpers
        ]
