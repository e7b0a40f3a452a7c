"""What pages ask for. Each form knows which action it feeds only by its fields' names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.policies.coordinates import Crs, Point
from linli.community.forms.fields import DayInput, other_units, text, unit_widget
from linli.community.policies.rules import Whistles
from linli.community.policies.whistles import CallVerb, Fitting, Urgency, WhistleVerb
from linli.community.queries.whistles import callable_units
from linli.core.time import city_day
from linli.matters.page_forms import UnitField
from linli.matters.policies import Resolved, Satisfied
from linli.people.models import Unit
from linli.rulebook.queries import in_force


class WithPosition(forms.Form):
    """Hidden fields that the phone fills when somebody presses the button, and only then."""

    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    crs = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def point(self) -> Point | None:
        """Return the position with the system it came in. Raises UnknownCrs."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        if lon is None or lat is None:
            return None
        return Point(lon, lat, Crs.named(self.cleaned_data.get("crs") or Crs.WGS84.value))


class WhistleForm(WithPosition):
    """A new whistle."""

    unit = forms.TypedChoiceField(label=_("For which community?"), coerce=int)
    urgency = forms.ChoiceField(label=_("How urgent?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What kind of demand?"))
    subject = forms.CharField(label=_("In a few words"), max_length=60)
    demand = text(_("What are the units to do?"), _("Name places and things, no residents."))
    place = forms.CharField(
        label=_("Where are they to come?"), max_length=120, help_text=_("So that a stranger finds it.")
    )
    why_not_alone = text(_("Why can the community not solve it alone?"), rows=2)
    households = forms.IntegerField(
        label=_("How many households does it touch?"), required=False, min_value=0, max_value=100_000
    )
    near = forms.TypedMultipleChoiceField(
        label=_("Who is to come?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    others = other_units()

    def __init__(self, *args: Any, units: Sequence[Unit], now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now
        rule = in_force(Whistles, city_day(now)).value
        language = get_language() or ""
        one = units[0] if units else None
        self._choose("unit", [(unit.pk, unit.name) for unit in units])
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk
        self._choose("kind", [("", "—"), *((kind.code, kind.in_language(language)) for kind in rule.kinds)])
        self._choose("urgency", [(each.value, self._with_limit(rule, each)) for each in Urgency])
        near = callable_units(one.area_code, but=one.pk) if one else []
        self._choose("near", [(unit.pk, unit.name) for unit in near])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def _with_limit(rule: Whistles, urgency: Urgency) -> str:
        limit = rule.limits[urgency].arrive.in_words()
        return gettext("%(urgency)s: on site within %(limit)s") % {"urgency": urgency.label, "limit": limit}

    def called(self) -> tuple[int, ...]:
        return (*self.cleaned_data["near"], *(self.cleaned_data["others"] or ()))


class SendOutForm(forms.Form):
    note = text(_("A word to the units"), rows=2, required=False)


class ReturnForm(forms.Form):
    why = text(_("Why does it stay in the community, and what may help?"))


class CallUnitForm(forms.Form):
    unit = UnitField(
        near="",
        label=_("Which unit?"),
        help_text=_("Type its name, or a part of it."),
        widget=unit_widget("more-units"),
    )
    why = text(_("Why is this unit needed?"), rows=2)


class WithdrawForm(forms.Form):
    why = text(_("Why is it withdrawn?"), rows=2)
    sure = forms.BooleanField(label=_("Yes, I am sure. This is not easily undone."))


class ArriveForm(WithPosition):
    code = forms.CharField(
        label=_("Code shown at the place"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "big"}),
    )


class SolveForm(forms.Form):
    answer = text(_("What was done, and what is the result?"))


class PlanForm(forms.Form):
    answer = text(_("What will be done?"))
    on = forms.DateField(label=_("Done by which day?"), widget=DayInput())


class ObjectForm(forms.Form):
    why = text(_("Why is it not your unit's duty, and whose is it?"))


class DecideForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=[("yes", _("Release the unit")), ("no", _("It must come"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    why = text(_("Why?"), rows=2)


class RateForm(forms.Form):
    resolved = forms.TypedChoiceField(
        label=_("Is it solved?"), choices=Resolved.choices, coerce=Resolved, widget=forms.RadioSelect
    )
    satisfied = forms.TypedChoiceField(
        label=_("How satisfied?"), choices=Satisfied.choices, coerce=Satisfied, widget=forms.RadioSelect
    )
    note = text(_("In words"), _("Needed when something is still to be done."), rows=2, required=False)


class ReviewCallerForm(forms.Form):
    fitting = forms.TypedChoiceField(
        label=_("Was it right to call your unit?"),
        choices=Fitting.choices,
        coerce=Fitting,
        widget=forms.RadioSelect,
    )
    note = text(_("In words"), rows=2, required=False)


OF_WHISTLE: dict[WhistleVerb, type[forms.Form]] = {
    WhistleVerb.SEND_OUT: SendOutForm,
    WhistleVerb.RETURN: ReturnForm,
    WhistleVerb.CALL_UNIT: CallUnitForm,
    WhistleVerb.WITHDRAW: WithdrawForm,
}
OF_CALL: dict[CallVerb, type[forms.Form]] = {
    CallVerb.ARRIVE: ArriveForm,
    CallVerb.SOLVE: SolveForm,
    CallVerb.PLAN: PlanForm,
    CallVerb.OBJECT: ObjectForm,
    CallVerb.DECIDE: DecideForm,
    CallVerb.RATE: RateForm,
    CallVerb.REVIEW_CALLER: ReviewCallerForm,
}
