"""What somebody is asked who reports a matter or asks about one."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.policies.coordinates import Crs, Point
from linli.areas.queries import area_named, children, city_code, named_in
from linli.core.errors import Refusal
from linli.intake.actions.submitting import Report
from linli.matters.file_forms import FilesField, SeveralFiles
from linli.matters.page_forms import kind_choices
from linli.matters.policies import Channel

LONGEST_TEXT = 10_000
LONGEST_PLACE = 200
LEAST_SAID = 4
"""Weight of the fewest words of a resident that somebody can act on: 停水 does, 水 does not. See `weight_of`."""
CHOOSE_PLACE = "choose_place"


class Contact(TextChoices):
    """How somebody wants to be known."""

    NAMED = "named", _("You may call me")
    CONFIDENTIAL = "confidential", _("You may call me, but keep my name and number secret")
    ANONYMOUS = "anonymous", _("I do not want to leave a number")


class PlaceForm(forms.Form):
    """Where it is: a township and a village, words, or where the phone is."""

    township = forms.ChoiceField(
        label=_("Township or street office"),
        required=False,
        widget=forms.Select(
            attrs={"data-follows": reverse_lazy("intake:villages"), "data-into": "id_village"}
        ),
    )
    village = forms.ChoiceField(label=_("Village or community"), required=False)
    place = forms.CharField(
        label=_("The place in your words"),
        help_text=_(
            "For example: Willow Tree community, east gate of the school. With the name of the community we find it."
        ),
        required=False,
        max_length=LONGEST_PLACE,
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
        """Return the village or township chosen, else the one area that the words name."""
        township = str(self.cleaned_data.get("township") or "")
        chosen = str(self.cleaned_data.get("village") or "")
        return chosen or area_in_words(self.cleaned_data.get("place", ""), within=township) or township

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
        label=_("What happened?"),
        help_text=_(
            "In your own words. You need not type: the microphone of your keyboard writes what you say."
        ),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    kind = forms.ChoiceField(label=_("What is it about?"), required=False)
    pictures = FilesField(
        label=_("Pictures"),
        help_text=_("Where a picture was taken is removed from it. A recording is welcome too."),
        required=False,
        widget=SeveralFiles(attrs={"accept": "image/*,audio/*"}),
    )
    contact = forms.ChoiceField(
        label=_("How do we reach you?"),
        choices=Contact.choices,
        widget=forms.RadioSelect,
        initial=Contact.NAMED,
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        help_text=_("With its last four digits you can ask about your matter."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    field_order: Sequence[str] = (
        "text",
        "kind",
        "township",
        "village",
        "place",
        "pictures",
        "contact",
        "phone",
        "name",
    )
    channel = Channel.WEB
    least_said = LEAST_SAID

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("key", uuid.uuid4().hex)
        self._choices("kind", self.kinds())
        for name in ("phone", "text"):
            self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]

    def kinds(self) -> list[Any]:
        blank, *groups = kind_choices(public=True)
        return [(blank[0], gettext("I do not know; you decide")), *groups]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "text" not in self.errors:
            given["text"] = self._said(given.get("text", ""))
        if (
            given.get("contact") != Contact.ANONYMOUS
            and not given.get("phone")
            and "phone" not in self.errors
        ):
            self.add_error("phone", gettext("Please leave a phone number, or choose to report without one."))
        return given

    def _said(self, text: str) -> str:
        """A picture may say it all; whoever reads the report is told to look."""
        if self.data.get("kept") or self.files.get("pictures"):
            return text or gettext("Please see the pictures or listen to the recording.")
        if not text:
            self.add_error("text", gettext("Please say what happened, or send a picture of it."))
        elif weight_of(text) < self.least_said:
            asked = gettext("Please say a little more, a few words are enough, or send a picture of it.")
            self.add_error("text", asked)
        return text

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
        label=_("How did it come in?"), choices=[(each.value, each.label) for each in BY_CLERK]
    )
    people_affected = forms.IntegerField(
        label=_("How many people are affected?"), required=False, min_value=1, max_value=10_000_000
    )
    field_order = ("came_by", *ReportForm.field_order, "people_affected")
    least_said = 0  # whoever said it may be gone: what was heard is kept, however little

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        words = {
            "text": (
                gettext("What do they report?"),
                gettext("In their words. What, since when, who is affected?"),
            ),
            "contact": (gettext("How do we reach them?"), ""),
            "phone": (gettext("Their phone number"), ""),
            "name": (gettext("Their name"), ""),
            "place": (gettext("The place in their words"), ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        self._choices(
            "contact",
            [
                (Contact.NAMED.value, gettext("They may be called")),
                (Contact.CONFIDENTIAL.value, gettext("They may be called; name and number stay secret")),
                (Contact.ANONYMOUS.value, gettext("They leave no number")),
            ],
        )

    def kinds(self) -> list[Any]:
        blank, *groups = kind_choices()
        return [(blank[0], gettext("To be decided at triage")), *groups]

    def channel_given(self) -> Channel:
        return Channel(self.cleaned_data["came_by"])


class QueryForm(forms.Form):
    """Case code, and what proves that the matter is one's own."""

    code = forms.CharField(
        label=_("Case code"),
        help_text=_("The long number on your receipt or in our message."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    proof = forms.CharField(
        label=_("Last four digits of your phone number, or the six digits on the receipt"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())

    def clean_proof(self) -> str:
        return str(self.cleaned_data["proof"]).strip()


def weight_of(words: str) -> int:
    """Return how much words say at most: two for a Chinese character, one for another letter or digit."""
    return sum(1 + (unicodedata.east_asian_width(sign) == "W") for sign in words if sign.isalnum())


def area_in_words(words: str, *, within: str = "") -> str:
    """Return the code of the one area that the words name, empty when they name none or leave it open."""
    named = named_in(words, within=within)
    return named[0].code if len(named) == 1 else ""


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
