from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from linli.administration.errors import (
    BeginsInThePast,
    BeginsNothing,
    NothingChanges,
    RolesFromTomorrow,
    TextUnreadable,
)
from linli.administration.forms import DayField, LimitsForm, RuleTextForm
from linli.administration.policies import Change
from linli.administration.queries import (
    as_text,
    coming,
    differences,
    effects,
    in_words,
    next_day,
    plain,
    read_text,
    standing,
)
from linli.administration.rule_words import words_of
from linli.calendars.errors import LimitUnreadable
from linli.calendars.policies import Limit
from linli.calendars.rules import CalendarYear
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.letters.rules import TEMPLATES_OF
from linli.matters.policies.rules import MatterLimits
from linli.matters.policies.templates import MatterTemplates
from linli.notices.policies import NoticeRules
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import AppointmentsRule, Permission, RolesRule
from linli.rulebook.actions import set_rule
from linli.rulebook.errors import ValueRefused
from linli.rulebook.policies import Rule
from linli.rulebook.queries import in_force, rule_named


def who_may(request: HttpRequest, now: datetime) -> Viewer:
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.RULEBOOK_EDIT)
    return viewer


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """The limits as a table. Sent, nothing is set yet: the answer is a look at what would change."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    value = in_force(MatterLimits, today).value
    form = LimitsForm(value, request.POST if request.method == "POST" else None, earliest=next_day(today))
    context = {"form": form, "coming": coming(MatterLimits, today)}
    if request.method == "GET":
        return render(request, "administration/limits.html", context)
    if not form.is_valid():
        return page_again(request, "administration/limits.html", context)
    try:
        return preview(request, MatterLimits, form.answer(), form.cleaned_data["valid_from"], now)
    except Refusal as refusal:
        return page_again(request, "administration/limits.html", context, refusal)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Any rule as text: what applies, what comes, and a look at what a change would be."""
    now = timezone.now()
    who_may(request, now)
    rule, today = rule_named(key), city_day(now)
    stands = standing(rule, today)
    first = {"text": as_text(plain(stands.value if stands else None)), "valid_from": next_day(today)}
    form = RuleTextForm(request.POST if request.method == "POST" else None, initial=first)
    context = {
        "form": form,
        "key": key,
        "words": words_of(key),
        "stands": stands,
        "coming": coming(rule, today),
    }
    if request.method == "GET":
        return render(request, "administration/rule.html", context)
    if not form.is_valid():
        return page_again(request, "administration/rule.html", context)
    try:
        value = read_text(form.cleaned_data["text"])
        return preview(request, rule, value, form.cleaned_data["valid_from"], now)
    except Refusal as refusal:
        return page_again(request, "administration/rule.html", context, refusal)


def preview(
    request: HttpRequest,
    rule: type[Rule],
    value: Mapping[str, Any],
    valid_from: date,
    now: datetime,
    form: Form | None = None,
    **looks: Any,
) -> HttpResponse:
    """Show what would change, with `looks` at what it makes. Raises ValueRefused, BeginsInThePast, NothingChanges.

    `form`: that of a single text, whose fields say where a change is.
    """
    require_not_past(rule, valid_from, now)
    try:
        found = differences(rule, value, valid_from)
    except ValidationError as error:
        raise ValueRefused(key=rule.key, why=in_lines(error)) from error
    if not found:
        raise NothingChanges
    context = {
        "key": rule.key,
        "words": words_of(rule.key),
        "valid_from": valid_from,
        "changes": [(_where(each, form), said(each.old), said(each.new)) for each in found],
        "effects": effects_of(rule, value, valid_from, now),
        "later": [each for each in coming(rule, city_day(now)) if each.valid_from > valid_from],
        "value": orjson.dumps(value, default=str).decode(),
        **looks,
    }
    return render(request, "administration/preview.html", context)


def _where(change: Change, form: Form | None) -> str:
    fields = form.fields if form else {}
    named = [fields[part].label for part in change.path if part in fields]
    return str(named[-1]) if named else in_words(change)


def said(value: str) -> str:
    """Return a limit in words, anything else as it is."""
    try:
        return Limit.parse(value).in_words()
    except LimitUnreadable:
        return value


def effects_of(rule: type[Rule], value: Mapping[str, Any], valid_from: date, now: datetime) -> list[Any]:
    if rule is not MatterLimits:
        return []
    stands = in_force(MatterLimits, valid_from).value
    return list(effects(stands, MatterLimits.model_validate(value), now))


def in_lines(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {_said(each)}" for each in error.errors()[:5])


def _said(complaint: ErrorDetails) -> str:
    """Return a rule's own refusal in the reader's language, else what the reader of values says."""
    given = complaint.get("ctx", {}).get("error")
    why = given.args[0] if isinstance(given, ValueError) and given.args else None
    return str(why) if isinstance(why, Refusal) else complaint["msg"]


def require_not_past(rule: type[Rule], valid_from: date, now: datetime) -> None:
    """Raises BeginsInThePast, RolesFromTomorrow. A calendar covers its whole year; the years that are over stay."""
    today = city_day(now)
    if rule in (RolesRule, AppointmentsRule) and valid_from == today:
        raise RolesFromTomorrow
    earliest = date(today.year, 1, 1) if rule is CalendarYear else today
    if valid_from < earliest:
        raise BeginsInThePast(earliest=earliest.isoformat())


@require_http_methods(["GET", "POST"])
def set_it(request: HttpRequest, key: str) -> HttpResponse:
    """Set a rule as it was looked at. The entry that applied until then stays for what was judged by it."""
    now = timezone.now()
    viewer = who_may(request, now)
    if request.method == "GET":
        return redirect("administration:rule", key)
    rule = rule_named(key)
    day, until = dates_of(rule, request)
    require_not_past(rule, day, now)
    value = value_of(request.POST.get("value", ""))
    by = viewer.actor_for(Permission.RULEBOOK_EDIT)
    set_rule(key, value, day, until, by=by, now=now, source="administration")
    messages.success(request, _("Set. It takes effect on %(day)s.") % {"day": day.isoformat()})
    return redirect(page_of(rule, day))


def page_of(rule: type[Rule], day: date) -> str:
    """Return the address of the page on which this rule is set."""
    if rule is CalendarYear:
        return reverse("administration:calendar", args=[day.year])
    if rule in PAGES:
        return reverse(PAGES[rule])
    return reverse("administration:rule", args=[rule.key])


PAGES: dict[type[Rule], str] = {
    MatterLimits: "administration:limits",
    RolesRule: "administration:roles",
    MatterTemplates: "administration:texts",
    NoticeRules: "administration:texts",
    **dict.fromkeys(TEMPLATES_OF.values(), "administration:texts"),
}


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Take back a change before its day comes: from then on what stood before it goes on.

    The entry stays in the book, superseded, as all do. Raises BeginsNothing.
    """
    now = timezone.now()
    viewer = who_may(request, now)
    if request.method == "GET":
        return redirect("administration:rule", key)
    rule = rule_named(key)
    day, _until = dates_of(rule, request)
    found = next((each for each in coming(rule, city_day(now)) if each.valid_from == day), None)
    before = standing(rule, day - timedelta(days=1))
    if found is None or before is None or rule is CalendarYear:
        raise BeginsNothing(day=day.isoformat())
    by = viewer.actor_for(Permission.RULEBOOK_EDIT)
    set_rule(key, before.value, day, before.valid_until, by=by, now=now, source="administration")
    messages.success(request, _("Taken back. Nothing changes on %(day)s.") % {"day": day.isoformat()})
    return redirect(page_of(rule, day))


def dates_of(rule: type[Rule], request: HttpRequest) -> tuple[date, date | None]:
    """Raises TextUnreadable for what is no day."""
    try:
        day: date = DayField().clean(request.POST.get("valid_from", ""))
    except Exception as error:  # whatever a form field finds wrong with it
        raise TextUnreadable(why=_("the day")) from error
    return day, date(day.year, 12, 31) if rule is CalendarYear else None


def value_of(text: str) -> Mapping[str, Any]:
    """Raises TextUnreadable."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise TextUnreadable(why=str(error)) from error
    if not isinstance(value, dict):
        raise TextUnreadable(why=_("names with values are expected"))
    return value
