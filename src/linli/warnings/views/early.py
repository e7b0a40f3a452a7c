"""Pages of early warning: the board, one warning, the progress of major ones, and the look back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.core.choices import Action, Choice
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.letters.access import issuing_units
from linli.letters.queries import names_of_units, numbered_issuers, unit_by_words
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.queries import units_numbered
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.warnings.access import (
    VIEW,
    get_warning_for,
    judge_of,
    may_judge,
    places,
    sees_small_counts,
)
from linli.warnings.actions import early
from linli.warnings.charts import Chart, chart_of
from linli.warnings.errors import NotAcknowledged, NotNow, WarningNotFound
from linli.warnings.forms import ConfirmForm, NothingForm, WhyForm, WriteForm
from linli.warnings.models import EarlyWarning
from linli.warnings.policies.index import Level
from linli.warnings.policies.rules import Detector, Family
from linli.warnings.policies.states import NEXT, OPEN, Status, Verb
from linli.warnings.queries import early as reading
from linli.warnings.sentences import told
from linli.warnings.wording import PARTS, also_of, figure, kind_name, place_name, reason_of, title_of

PAGE = "warnings/early/warning.html"
SHOWN = 100
ENDS = {
    Verb.CONFIRM: Status.CONFIRMED,
    Verb.DISMISS: Status.FALSE,
    Verb.WRITE: Status.NOTIFIED,
    Verb.HANDLE: Status.HANDLING,
    Verb.LIFT: Status.LIFTED,
    Verb.REOPEN: Status.RAISED,
}


def door(request: HttpRequest) -> tuple[Viewer, datetime]:
    """Raises LogInFirst, NotAllowed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, VIEW)
    return viewer, now


@dataclass(frozen=True)
class Card:
    """A warning on the board."""

    row: EarlyWarning
    title: str
    reason: str
    chart: Chart | None
    colour: str
    is_late: bool
    """Nobody took note of it in time."""


def card_of(viewer: Viewer, row: EarlyWarning, now: datetime) -> Card:
    few = not sees_small_counts(viewer, row.area_code)
    return Card(
        row,
        title_of(row),
        reason_of(row),
        chart_of(row.evidence, hides_few=few, last=26),
        Level(row.level).name.lower(),
        row.status in OPEN and row.acknowledged_at is None and row.acknowledge_by < now,
    )


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The warnings that stand, the strongest first, or those that ended."""
    viewer, now = door(request)
    ended = "ended" in request.GET
    rows = list(reading.board(viewer, ended=ended)[: SHOWN + 1])
    context = {
        "cards": [card_of(viewer, row, now) for row in rows[:SHOWN]],
        "is_more": len(rows) > SHOWN,
        "ended": ended,
        "look": reading.newest_look(),
        "records": _records(),
        "here": "board",
    }
    return render(request, "warnings/early/board.html", context)


def _records() -> list[dict[str, Any]]:
    return [
        {
            "name": Detector(each.detector).label if each.detector else Family(each.family).label,
            "row": each,
            "rate": None if each.false_rate is None else f"{each.false_rate:.0%}",
        }
        for each in reading.records()
    ]


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The board of major warnings: who answers, whether the letter is answered, and what is being done."""
    viewer, now = door(request)
    try:
        least = early.rule_of(now).major
    except (RuleMissing, RuleExpired):
        least = Level.ORANGE
    rows = list(reading.major(viewer, least)[:SHOWN])
    letters = reading.letters_of(rows)
    context = {
        "lines": [
            {
                "row": row,
                "title": title_of(row),
                "colour": Level(row.level).name.lower(),
                "letter": (letter := letters.get(row.pk)),
                "is_late": bool(
                    letter and letter.due_at and letter.answered_at is None and letter.due_at <= now
                ),
                "actions": list(row.actions.all()),
            }
            for row in rows
        ],
        "least": least.label,
        "today": city_day(now),
        "here": "progress",
    }
    return render(request, "warnings/early/progress.html", context)


@require_safe
def backtest(request: HttpRequest) -> HttpResponse:
    """The look back: what the detectors would have warned of in the city's own past, and how often for nothing."""
    viewer, _now = door(request)
    look = reading.newest_look()
    prefixes = places(viewer)
    alarms = [
        {
            "week": date.fromisoformat(week),
            "place": place_name(area),
            "kind": kind_name(kind),
            "count": str(count) if count >= 5 or sees_small_counts(viewer, area) else "<5",
            "bound": "" if index else figure(bound),
            "index": f"{figure(index[0])} / {figure(bound)}" if index else "",
        }
        for week, area, kind, count, bound, *index in (look.alarms if look else [])
        if any(area.startswith(prefix) for prefix in prefixes)
    ]
    figures = [each | {"name": _name_of(each["detector"])} for each in (look.figures if look else [])]
    context = {
        "look": look,
        "missing": [date.fromisoformat(each) for each in (look.missing if look else [])],
        "figures": figures,
        "alarms": alarms[:200],
        "records": _records(),
        "here": "backtest",
    }
    return render(request, "warnings/early/backtest.html", context)


def _name_of(detector: str) -> Any:
    if not detector:
        return gettext("as the city set it")
    return Family.INDEX.label if detector == Family.INDEX.value else Detector(detector).label


# One warning


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = door(request)
    return render(request, PAGE, page_of(viewer, get_warning_for(viewer, number), now))


def page_of(
    viewer: Viewer, row: EarlyWarning, now: datetime, typed: tuple[Verb, forms.Form] | None = None
) -> dict[str, Any]:
    few = not sees_small_counts(viewer, row.area_code)
    behind = reading.behind(viewer, row)
    able, refused = offers(viewer, row, now, typed)
    evidence = row.evidence
    return {
        "row": row,
        "title": title_of(row),
        "reason": reason_of(row),
        "colour": Level(row.level).name.lower(),
        "chart": chart_of(evidence, hides_few=few),
        "kind": kind_name(row.kind_code),
        "family": Family(row.family).label,
        "detector": Detector(row.detector).label if row.detector else "",
        "value": figure(row.value),
        "threshold": figure(row.threshold),
        "parts": _parts(evidence),
        "also": also_of(row),
        "zone": [place_name(area) for area in evidence.get("zone", ())],
        "since": date.fromisoformat(evidence["since"]),
        "behind": behind,
        "is_late": row.status in OPEN and row.acknowledged_at is None and row.acknowledge_by < now,
        "letter": reading.letter_about(row),
        "causes": list(row.actions.select_related("owner").order_by("pk")),
        "may_plan": may_judge(viewer, row) and row.confirmed_at is not None and row.status != Status.FALSE,
        "steps": able,
        "refused": refused,
        "units": names_of_units() if able else [],
        "timeline": told(entries_of(row)),
        "now": now,
        "here": "board",
    }


def _parts(evidence: dict[str, Any]) -> list[tuple[Any, str, str]]:
    """Return what the index was made of: name, figure, points."""
    return [
        (PARTS[name], f"{value:.0%}" if name == "unresolved" else figure(value), figure(points))
        for name, value, points in evidence.get("parts", ())
    ]


def offers(
    viewer: Viewer, row: EarlyWarning, now: datetime, typed: tuple[Verb, forms.Form] | None = None
) -> tuple[list[Action[Verb]], list[Choice[Verb]]]:
    """Return the steps that may be taken now, and those that may not with the reason; none for who only reads."""
    if not may_judge(viewer, row):
        return [], []
    able: list[Action[Verb]] = []
    refused: list[Choice[Verb]] = []
    for verb in Verb:
        try:
            _check(viewer, row, verb, now)
        except Refusal as refusal:
            refused.append(Choice(verb, refusal))
            continue
        form = typed[1] if typed and typed[0] is verb else _form(viewer, row, verb, now)
        url = reverse("warnings:do", args=[row.pk, verb.value])
        is_open = bool(typed and typed[0] is verb) or not able
        able.append(Action(verb, form, url, is_open, verb is Verb.DISMISS))
    return able, refused


def _check(viewer: Viewer, row: EarlyWarning, verb: Verb, now: datetime) -> None:
    """Raises why the step cannot be taken now."""
    by = judge_of(viewer, row, verb.label)
    if verb is Verb.ACKNOWLEDGE:
        early.check_acknowledge(row, by, now)
        return
    if ENDS[verb] not in NEXT[Status(row.status)]:
        raise NotNow(verb=verb.label, status=Status(row.status).label)
    if verb is Verb.CONFIRM and row.acknowledged_at is None:
        raise NotAcknowledged
    if verb is Verb.REOPEN and row.rearmed_on is not None:
        raise NotNow(verb=verb.label, status=Status(row.status).label)
    if verb is Verb.WRITE:
        early.check_letter(row)
        if not _issuers(viewer, now):
            raise NotNow(verb=verb.label, status=gettext("no unit of yours issues letters"))


def _issuers(viewer: Viewer, now: datetime) -> list[tuple[int, str]]:
    try:
        return [(unit.pk, unit.name) for unit in numbered_issuers(issuing_units(viewer), city_day(now))]
    except (RuleMissing, RuleExpired):
        return []


def _form(viewer: Viewer, row: EarlyWarning, verb: Verb, now: datetime, given: Any = None) -> forms.Form:
    more: dict[str, Any] = {"prefix": verb.value}
    match verb:
        case Verb.ACKNOWLEDGE:
            return NothingForm(given, **more)
        case Verb.CONFIRM:
            usual = reading.usual_unit(row) if given is None else None
            unit = units_numbered([usual]).get(usual) if usual else None
            return ConfirmForm(given, initial={"unit": unit.name if unit else ""}, **more)
        case Verb.WRITE:
            return WriteForm(_issuers(viewer, now), given, **more)
        case _:
            return WhyForm(given, **more)


@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step with a warning."""
    viewer, now = door(request)
    row = get_warning_for(viewer, number)
    if verb not in Verb.values:
        raise WarningNotFound
    step = Verb(verb)
    by = judge_of(viewer, row, step.label)
    form = _form(viewer, row, step, now, request.POST)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (step, form)))
    given = form.cleaned_data
    steps: dict[Verb, Callable[[], Any]] = {
        Verb.ACKNOWLEDGE: lambda: early.acknowledge(row=row, by=by, now=now),
        Verb.CONFIRM: lambda: early.confirm(
            row=row, unit=unit_by_words(given["unit"]), words=given["words"], by=by, now=now
        ),
        Verb.DISMISS: lambda: early.dismiss(row=row, words=given["words"], by=by, now=now),
        Verb.HANDLE: lambda: early.begin_handling(row=row, words=given["words"], by=by, now=now),
        Verb.LIFT: lambda: early.lift(row=row, words=given["words"], by=by, now=now),
        Verb.REOPEN: lambda: early.reopen(row=row, words=given["words"], by=by, now=now),
        Verb.WRITE: lambda: early.write_letter(
            row=row,
            issuer=_issuer(viewer, given["issuer"], now),
            suggestions=given["suggestions"],
            due_on=given["due_on"],
            by=by,
            now=now,
        ),
    }
    try:
        steps[step]()
    except Refusal as refusal:
        fresh = get_warning_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now, (step, form)), refusal)
    messages.success(request, gettext("Done."))
    return redirect("warnings:warning", number)


def _issuer(viewer: Viewer, number: int, now: datetime) -> Unit:
    return next(unit for unit in numbered_issuers(issuing_units(viewer), city_day(now)) if unit.pk == number)
