from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from linli.core.time import city_day, city_zone
from linli.notices.errors import NoSuchLine
from linli.notices.policies import (
    Channel,
    NoticeRule,
    NoticeRules,
    SampleTold,
    filled,
    parts_of_sms,
)
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import InForce, in_force, timeline


class DayForm(forms.Form):
    """The day on which notices would go out."""

    on = forms.DateField(
        label=_("On the day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class TryForm(DayForm):
    """Other words, to see how they look before they become a rule. Nothing is stored."""

    subject_zh = forms.CharField(label=_("Subject in Chinese"), required=False, max_length=100)
    text_zh = forms.CharField(
        label=_("Text in Chinese"), required=False, max_length=500, widget=forms.Textarea
    )
    subject_en = forms.CharField(label=_("Subject in English"), required=False, max_length=100)
    text_en = forms.CharField(
        label=_("Text in English"), required=False, max_length=1000, widget=forms.Textarea
    )


@dataclass(frozen=True)
class Look:
    """A notice as it arrives, in one language."""

    language: str
    label: str
    heading: str
    text: str
    parts: int


def _door(request: HttpRequest) -> datetime:
    now = timezone.now()
    require(viewer_of_request(request, now), Permission.NOTICE_MANAGE)
    return now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who is told what on a day, and when the table changes next; lines about one event stand together."""
    now = _door(request)
    form = DayForm(request.GET)
    on = _day(form, now)
    found = _rules(on)
    rules = sorted(found.value.rules, key=lambda each: each.event) if found else []
    context = {
        "form": form,
        "on": on,
        "edition": found,
        "lines": rules,
        "editions": timeline(NoticeRules),
    }
    return render(request, "notices/templates.html", context)


@require_safe
def show(request: HttpRequest, event: str, audience: str, channel: str) -> HttpResponse:
    """How a notice looks for this audience in this channel on a day, with other words if some are given."""
    now = _door(request)
    form = TryForm(request.GET)
    on = _day(form, now)
    found = _rules(on)
    key = (event, audience, channel)
    lines = found.value.rules if found else ()
    line = next((each for each in lines if (each.event, each.audience, each.channel.value) == key), None)
    if line is None:
        raise NoSuchLine
    tried, faults = _tried(line, form)
    shown_form = form if tried is not line or faults else TryForm(initial=_words(line) | {"on": on})
    context = {
        "line": line,
        "on": on,
        "edition": found,
        "looks": looks(tried, now),
        "is_tried": tried is not line,
        "faults": faults,
        "form": shown_form,
    }
    return render(request, "notices/template.html", context)


def _day(form: DayForm, now: datetime) -> date:
    given = form.cleaned_data.get("on") if form.is_valid() else None
    return given or city_day(now)


def _rules(on: date) -> InForce[NoticeRules] | None:
    try:
        return in_force(NoticeRules, on=on)
    except (RuleMissing, RuleExpired):
        return None


WORDS = ("subject_zh", "text_zh", "subject_en", "text_en")


def _words(line: NoticeRule) -> dict[str, Any]:
    return {name: getattr(line, name) for name in WORDS}


def _tried(line: NoticeRule, form: TryForm) -> tuple[NoticeRule, list[str]]:
    """Return the line with the words that were typed, or as it is with what is wrong with them."""
    given = form.cleaned_data if form.is_valid() else {}
    typed = {name: given[name] for name in WORDS if given.get(name)}
    if not typed or typed.items() <= _words(line).items():
        return line, []
    try:
        return NoticeRule.model_validate(line.model_dump() | typed), []
    except ValidationError as error:
        return line, [str(each.get("ctx", {}).get("error", each["msg"])) for each in error.errors()]


def looks(line: NoticeRule, now: datetime) -> list[Look]:
    told = SampleTold(line.event, now, city_zone())
    sides = (
        ("zh-Hans", "中文", line.subject_zh, line.text_zh),
        ("en", "English", line.subject_en, line.text_en),
    )
    return [
        Look(language, label, filled(subject, told), words := filled(text, told), _parts(line, words))
        for language, label, subject, text in sides
    ]


def _parts(line: NoticeRule, words: str) -> int:
    return parts_of_sms(words) if line.channel is Channel.SMS else 0
