"""What somebody is asked who reports a matter or asks about one."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.areas.policies.coordinates import Crs, Point
from linli.areas.queries import area_named, children, city_code
from linli.core.errors import Refusal
from linli.intake.actions.submitting import Report
from linli.matters.page_forms import kind_choices
from linli.matters.policies import Channel

LONGEST_TEXT = 10_000
CHOOSE_PLACE = "choose_place"


class Contact(TextChoices):
    """How somebody wants to be known."""

    NAMED = "named", lazy("You may call me")
    CONFIDENTIAL = "confidential", lazy("You may call me, but keep my name and number secret")
    ANONYMOUS = "anonymous", lazy("I do not want to leave a number")


class PlaceForm(forms.Form):
    """Where it is: a township and a village, words, or where the phone is."""

    township = forms.ChoiceField(label=lazy("Township or street office"), required=False)
    village = forms.ChoiceField(label=lazy("Village or community"), required=False)
    place = forms.CharField(
        label=lazy("The place in your words"),
        help_text=lazy("For example: opposite the east gate of the primary school."),
        required=False,
        max_length=200,
    )
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    crs = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        township = str(self["township"].value() or "")
        self._choices("township", township_choices())
        self._choices("village", village_choices(township))

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def area(self) -> str:
        return str(self.cleaned_data.get("village") or self.cleaned_data.get("township") or "")

    @property
    def point(self) -> Point | None:
        """Return the position with the system it came in. Raises UnknownCrs."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        if lon is None or lat is None:
            return None
        return Point(lon, lat, Crs.named(self.cleaned_data.get("crs") or Crs.WGS84.value))


class ReportForm(PlaceForm):
    """One report of a resident."""

    text = forms.CharField(
        label=lazy("What happened?"),
        help_text=lazy("In your own words. What is it, since when, who is affected?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    kind = forms.ChoiceField(label=lazy("What is it about?"), required=False)
    contact = forms.ChoiceField(
        label=lazy("How do we reach you?"),
        choices=Contact.choices,
        widget=forms.RadioSelect,
        initial=Contact.NAMED,
    )
    phone = forms.CharField(
        label=lazy("Your phone number"),
        help_text=lazy("With its last four digits you can ask about your matter."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=lazy("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    field_order = ("text", "kind", "township", "village", "place", "contact", "phone", "name")
    channel = Channel.WEB

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("key", uuid.uuid4().hex)
        self._choices("kind", self.kinds())

    def kinds(self) -> list[Any]:
        blank, *groups = kind_choices(public=True)
        return [(blank[0], _("I do not know; you decide")), *groups]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (
            given.get("contact") != Contact.ANONYMOUS
            and not given.get("phone")
            and "phone" not in self.errors
        ):
            self.add_error("phone", _("Please leave a phone number, or choose to report without one."))
        return given

    def report(self) -> Report:
        """Return what was reported, after `is_valid`. A number that is not wanted is not kept."""
        given = self.cleaned_data
        anonymous = given["contact"] == Contact.ANONYMOUS
        return Report(
            channel=self.channel_given(),
            text=given["text"],
            kind=given["kind"],
            point=self.point,
            area=self.area,
            place=given["place"],
            name="" if anonymous else given["name"],
            phone="" if anonymous else given["phone"],
            is_anonymous=anonymous,
            is_confidential=given["contact"] == Contact.CONFIDENTIAL,
            people_affected=given.get("people_affected"),
        )

    def channel_given(self) -> Channel:
        return self.channel


BY_CLERK = (Channel.HOTLINE, Channel.GRID, Channel.LETTER, Channel.STATION, Channel.POINT, Channel.CHAT)


class ClerkForm(ReportForm):
    """A report that a clerk or grid worker takes down for somebody."""

    came_by = forms.ChoiceField(
        label=lazy("How did it come in?"), choices=[(each.value, each.label) for each in BY_CLERK]
    )
    people_affected = forms.IntegerField(
        label=lazy("How many people are affected?"), required=False, min_value=1, max_value=10_000_000
    )
    field_order = ("came_by", *ReportForm.field_order, "people_affected")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        words = {
            "text": (_("What do they report?"), _("In their words. What, since when, who is affected?")),
            "contact": (_("How do we reach them?"), ""),
            "phone": (_("Their phone number"), ""),
            "name": (_("Their name"), ""),
            "place": (_("The place in their words"), ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        self._choices(
            "contact",
            [
                (Contact.NAMED.value, _("They may be called")),
                (Contact.CONFIDENTIAL.value, _("They may be called; name and number stay secret")),
                (Contact.ANONYMOUS.value, _("They leave no number")),
            ],
        )

    def kinds(self) -> list[Any]:
        blank, *groups = kind_choices()
        return [(blank[0], _("To be decided at triage")), *groups]

    def channel_given(self) -> Channel:
        return Channel(self.cleaned_data["came_by"])


class QueryForm(forms.Form):
    """Case code, and what proves that the matter is one's own."""

    code = forms.CharField(
        label=lazy("Case code"),
        help_text=lazy("The long number on your receipt or in our message."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    proof = forms.CharField(
        label=lazy("Last four digits of your phone number, or the six digits on the receipt"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())

    def clean_proof(self) -> str:
        return str(self.cleaned_data["proof"]).strip()


def township_choices() -> list[Any]:
    """Return the city's townships, in a group for each county, from memory."""
    try:
        counties = children(city_code())
    except Refusal:
        return [("", "—")]
    groups = [
        (county.name, [(each.code, each.name) for each in children(county.code)]) for county in counties
    ]
    return [("", "—"), *groups]


def village_choices(township: str) -> list[Any]:
    return [("", "—"), *((each.code, each.name) for each in villages_of(township))]


def villages_of(township: str) -> list[Any]:
    if not township:
        return []
    try:
        return children(area_named(township).code)
    except Refusal:
        return []
