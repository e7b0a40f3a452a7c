"""What the gallery fills the parts with. Everything here is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _

from linli.matters.policies import Status
from linli.web.icons import DRAWINGS


class SampleForm(forms.Form):
    """One field of each sort."""

    words = forms.CharField(label=_("A line"), help_text=_("A hint stands between name and field."))
    text = forms.CharField(label=_("A text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    choice = forms.ChoiceField(
        label=_("A choice"), choices=[("", "—"), ("1", _("The first")), ("2", _("The second"))]
    )
    one = forms.ChoiceField(
        label=_("One of a few"),
        choices=[("1", _("The first")), ("2", _("The second"))],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label=_("A day"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    file = forms.FileField(label=_("A file"), required=False)
    tick = forms.BooleanField(label=_("Yes, I am sure."))
    shut = forms.CharField(label=_("A field that is shut"), disabled=True, required=False)


def samples(now: datetime) -> Mapping[str, Any]:
    """Return what the gallery's templates show."""
    wrong = SampleForm({}, auto_id="wrong-%s")
    return {
        "pictures": sorted(DRAWINGS),
        "form": SampleForm(auto_id="fresh-%s", initial={"shut": gettext("Cannot be changed")}),
        "wrong": wrong,
        "states": list(Status),
        "lamps": lamps(),
        "levels": ("red", "orange", "yellow", "blue"),
        "steps": [
            pgettext("step", "What"),
            pgettext("step", "Where"),
            gettext("Same?"),
            gettext("How to reach you"),
        ],
        "tabs": tabs(),
        "crumbs": crumbs(),
        "timeline": timeline(now),
        "flashes": flashes(),
        "refusal": gettext("This is how a refusal reads: it says what is wrong and what to do."),
        "written": [gettext("What somebody wrote and could not send is never lost.")],
        "colours": COLOURS,
    }


COLOURS = (
    *("paper", "card", "sunk", "ink", "ink-soft", "line", "line-strong", "accent", "accent-deep"),
    *("accent-pale", "good", "good-pale", "soon", "soon-pale", "late", "late-pale", "grey-pale", "focus"),
)


def lamps() -> list[dict[str, str]]:
    return [
        {"light": "in_time", "picture": "clock", "words": gettext("By the end of Friday")},
        {"light": "today", "picture": "bell", "words": gettext("Today, in 3 hours")},
        {"light": "late", "picture": "alert", "words": gettext("Late by 2 days")},
        {"light": "none", "picture": "pause", "words": gettext("Clock stopped")},
    ]


def tabs() -> list[dict[str, Any]]:
    return [
        {"url": "#tabs", "label": gettext("Open"), "count": 12, "is_here": True},
        {"url": "#tabs", "label": gettext("Late"), "count": 3, "is_here": False},
        {"url": "#tabs", "label": gettext("Closed"), "count": None, "is_here": False},
    ]


def crumbs() -> list[dict[str, str]]:
    with override("zh-hans"):
        names = ("安和市", "临河区", "河东街道")
    return [{"url": "#crumbs", "label": name} for name in names[:-1]] + [{"url": "", "label": names[-1]}]


def timeline(now: datetime) -> list[dict[str, Any]]:
    said = [
        ("reply", gettext("The answer was sent."), gettext("City management"), ""),
        ("wrench", gettext("The unit has begun to work on it."), gettext("City management"), ""),
        (
            "pen",
            gettext("The matter was reported."),
            gettext("You"),
            gettext("The lamp has been dark for a week."),
        ),
    ]
    return [
        {"picture": picture, "sentence": sentence, "who": who, "note": note, "at": now - timedelta(days=days)}
        for days, (picture, sentence, who, note) in enumerate(said)
    ]


def flashes() -> list[dict[str, str]]:
    words = {
        "success": gettext("Done: it was sent."),
        "info": gettext("Somebody else is looking at this, too."),
        "warning": gettext("It is due in one hour."),
        "error": gettext("This did not work. What you wrote is still here."),
    }
    return [{"level_tag": tone, "words": said} for tone, said in words.items()]
